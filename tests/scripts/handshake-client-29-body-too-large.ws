# RFC 6455 §10.4: the body is read up to a limit, and refused on its length alone
client max-body=10
> %rest
< "HTTP/1.1 404 Not Found\r\nContent-Length: 11\r\n\r\n"
> eof
! rejected 404 body-too-large
! closed 1006 unclean sent=none cause=body-too-large
