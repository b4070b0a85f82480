# RFC 6455 §4.1: status 307 is not 101; the response is read to its end, and handed out
client
> %rest
< "HTTP/1.1 307 Temporary Redirect\r\nLocation: /other\r\nContent-Length: 5\r\n\r\nsorry"
> eof
! rejected 307 status
! closed 1006 unclean sent=none cause=status
