# RFC 6455 §4.2.1: the method counts before the upgrade
server
< "PUT /chat HTTP/1.1\r\nHost: example.com\r\n\r\n"
! request PUT /chat
accept
> "HTTP/1.1 405 Method Not Allowed\r\n" %rest
> eof
! rejected 405 method
! closed 1006 unclean sent=none cause=method
