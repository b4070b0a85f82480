# RFC 6455 §4.2.1: a request without headers is one, but not for a WebSocket
server
< "GET /chat HTTP/1.1\r\n\r\n"
! request GET /chat
accept
> "HTTP/1.1 400 Bad Request\r\n" %rest
> eof
! rejected 400 host-missing
! closed 1006 unclean sent=none cause=host-missing
