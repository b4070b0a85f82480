# RFC 9112 §3: there is no space in a target
server
< "GET /a b HTTP/1.1\r\nHost: example.com\r\n\r\n"
> eof
! rejected - malformed-head
! closed 1006 unclean sent=none cause=malformed-head
