# RFC 6455 §10.4: a body without a length is read up to a limit
client max-body=10
> %rest
< "HTTP/1.1 404 Not Found\r\n\r\n0123456789a"
> eof
! rejected 404 body-too-large
! closed 1006 unclean sent=none cause=body-too-large
