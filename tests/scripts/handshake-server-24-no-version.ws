# RFC 9112 §3: a request line has a method, a target and a version
server
< "GET /\r\nHost: example.com\r\n\r\n"
> eof
! rejected - malformed-head
! closed 1006 unclean sent=none cause=malformed-head
