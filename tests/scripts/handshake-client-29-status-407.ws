# RFC 6455 §4.1: status 407 is not 101; the response is read to its end, and handed out
client
> %rest
< "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"a\"\r\nContent-Length: 5\r\n\r\nsorry"
> eof
! rejected 407 status
! closed 1006 unclean sent=none cause=status
