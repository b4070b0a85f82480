# RFC 9112 §5: a header has a colon
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n"
< "nonsense\r\n\r\n"
> eof
! rejected - malformed-head
! closed 1006 unclean sent=none cause=malformed-head
