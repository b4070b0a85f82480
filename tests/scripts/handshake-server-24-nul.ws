# RFC 9110 §5.5: NUL is dangerous in a header
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n"
< "X: a\x00b\r\n\r\n"
> eof
! rejected - malformed-head
! closed 1006 unclean sent=none cause=malformed-head
