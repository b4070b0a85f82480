# RFC 6455 §4.1: a client does not wait for ever for the response
client open-timeout=10s
> %rest
@ +5s
< "HTTP/1.1 101 Switching Protocols\r\n"
@ +5s
> eof
! closed 1006 unclean sent=none cause=open-timeout
