# RFC 9112 §3: the limit of a line can be set
server max-line=200
< "GET /" 150*"a" " HTTP/1.1\r\n"
< "X: " 250*"a"
> "HTTP/1.1 431 Request Header Fields Too Large\r\n" %rest
> eof
! rejected 431 header-line-too-long
! closed 1006 unclean sent=none cause=header-line-too-long
