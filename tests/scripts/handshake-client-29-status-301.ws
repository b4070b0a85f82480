# RFC 6455 §4.1: status 301 is not 101; the response is read to its end, and handed out
client
> %rest
< "HTTP/1.1 301 Moved Permanently\r\nLocation: ws://example.org/\r\nContent-Length: 5\r\n\r\nsorry"
> eof
! rejected 301 status
! closed 1006 unclean sent=none cause=status
