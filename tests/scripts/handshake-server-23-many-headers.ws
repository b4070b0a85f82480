# RFC 6585 §5: too many headers are answered with 431
server
< "GET / HTTP/1.1\r\n" 10000*"X: y\r\n"
> "HTTP/1.1 431 Request Header Fields Too Large\r\n" %rest
> eof
! rejected 431 too-many-headers
! closed 1006 unclean sent=none cause=too-many-headers
