# RFC 9112 §8: the stream may end before the body is complete
client
> %rest
< "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nsor"
< eof
> eof
! rejected 404 eof
! closed 1006 unclean cause=eof
