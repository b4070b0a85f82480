# RFC 9112 §5.1: there is no space between the name of a header and the colon
server
< "GET /chat HTTP/1.1\r\n"
< "Host : example.com\r\n\r\n"
> eof
! rejected - malformed-head
! closed 1006 unclean sent=none cause=malformed-head
