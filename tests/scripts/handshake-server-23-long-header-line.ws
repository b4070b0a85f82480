# RFC 6585 §5: a header line that is too long is answered with 431, before its end is there
server
< "GET / HTTP/1.1\r\nX: " 102400*"a"
> "HTTP/1.1 431 Request Header Fields Too Large\r\n" %rest
> eof
! rejected 431 header-line-too-long
! closed 1006 unclean sent=none cause=header-line-too-long
