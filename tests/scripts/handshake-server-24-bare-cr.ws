# RFC 9112 §2.2: a bare CR is no part of a header
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n"
< "X: a\rb\r\n\r\n"
> eof
! rejected - malformed-head
! closed 1006 unclean sent=none cause=malformed-head
