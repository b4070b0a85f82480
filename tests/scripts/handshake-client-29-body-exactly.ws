# RFC 6455 §10.4: a body of exactly the limit is taken
client max-body=10
> %rest
< "HTTP/1.1 404 Not Found\r\nContent-Length: 10\r\n\r\n0123456789"
> eof
! rejected 404 status
! closed 1006 unclean cause=status
