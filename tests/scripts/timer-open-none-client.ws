# RFC 6455 §4.1: without an opening timeout the response may take any time
client open-timeout=none
> %rest
@ +3600s
< "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
> eof
! rejected 404 status
! closed 1006 unclean cause=status
