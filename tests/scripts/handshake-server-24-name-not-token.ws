# RFC 9110 §5.1: the name of a header is a token
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n"
< "X(Y): z\r\n\r\n"
> eof
! rejected - malformed-head
! closed 1006 unclean sent=none cause=malformed-head
