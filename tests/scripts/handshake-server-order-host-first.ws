# RFC 6455 §4.2.1: of several mistakes the first in this order counts: Host, method, upgrade,
# version, key
server
< "PUT /chat HTTP/1.1\r\n\r\n"
! request PUT /chat
accept
> "HTTP/1.1 400 Bad Request\r\n" %rest
> eof
! rejected 400 host-missing
! closed 1006 unclean sent=none cause=host-missing
