# RFC 9112 §6.3: a response with status 304 has no body, whatever its headers say
client
> %rest
< "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"
> eof
! rejected 304 status
! closed 1006 unclean sent=none cause=status
