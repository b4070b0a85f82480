# RFC 6455 §4.1: status 426 is not 101; the response is read to its end, and handed out
client
> %rest
< "HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 13\r\nContent-Length: 5\r\n\r\nsorry"
> eof
! rejected 426 status
! closed 1006 unclean sent=none cause=status
