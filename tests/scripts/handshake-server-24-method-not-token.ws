# RFC 9110 §9.1: a method is a token
server
< "G{T / HTTP/1.1\r\nHost: example.com\r\n\r\n"
> eof
! rejected - malformed-head
! closed 1006 unclean sent=none cause=malformed-head
