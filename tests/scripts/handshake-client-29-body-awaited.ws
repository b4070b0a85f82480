# RFC 9112 §6.3: the response is complete when its body is
client
> %rest
< "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nsorr"
wants-read on
< "y"
> eof
! rejected 404 status
! closed 1006 unclean cause=status
