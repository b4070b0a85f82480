# RFC 9112 §6.3: a response with status 204 has no body, whatever its headers say
client
> %rest
< "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n"
> eof
! rejected 204 status
! closed 1006 unclean sent=none cause=status
