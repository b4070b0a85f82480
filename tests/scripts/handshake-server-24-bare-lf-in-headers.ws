# RFC 9112 §2.2, §11.1: header lines end in CR LF
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\n"
< "X: y\n\r\n"
> eof
! rejected - malformed-head
! closed 1006 unclean sent=none cause=malformed-head
