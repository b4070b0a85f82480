# RFC 9112 §7.1: the body may come in chunks, with extensions and trailers
client
> %rest
< "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nsorry\r\n00A\r\n0123456789\r\n0\r\nX: y\r\n\r"
< "\n"
> eof
! rejected 404 status
! closed 1006 unclean cause=status
