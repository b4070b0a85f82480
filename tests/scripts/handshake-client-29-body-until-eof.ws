# RFC 9112 §6.3: without a length the body ends with the stream
client
> %rest
< "HTTP/1.1 404 Not Found\r\n\r\nnot here"
< eof
> eof
! rejected 404 status
! closed 1006 unclean cause=status
