# RFC 6585 §5: a head that is too large is answered with 431, though no line is too long
server max-head=1000
< "GET / HTTP/1.1\r\n" 20*("X: " 96*"a" "\r\n")
> "HTTP/1.1 431 Request Header Fields Too Large\r\n" %rest
> eof
! rejected 431 head-too-large
! closed 1006 unclean sent=none cause=head-too-large
