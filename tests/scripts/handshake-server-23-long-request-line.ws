# RFC 9112 §3: a request line that is too long is answered with 414, before its end is there
server
< "GET /" 9000*"a"
> "HTTP/1.1 414 URI Too Long\r\n" %rest
> eof
! rejected 414 request-line-too-long
! closed 1006 unclean sent=none cause=request-line-too-long
