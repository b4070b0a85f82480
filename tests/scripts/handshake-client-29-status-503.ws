# RFC 6455 §4.1: status 503 is not 101; the response is read to its end, and handed out
client
> %rest
< "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 5\r\n\r\nsorry"
> eof
! rejected 503 status
! closed 1006 unclean sent=none cause=status
