# RFC 6455 §10.4: a chunked body is read up to a limit, and refused on the size of a chunk
client max-body=10
> %rest
< "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n"
> eof
! rejected 404 body-too-large
! closed 1006 unclean sent=none cause=body-too-large
