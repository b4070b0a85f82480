# RFC 9112 §9.6: who was refused is not read for longer than closing may take
server close-timeout=100ms
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n\r\n"
! request GET /chat
close 1001
> "HTTP/1.1 503 Service Unavailable\r\n" %rest
> eof
! closed 1006 unclean sent=none cause=going-away
wants-read on
@ +100ms
wants-read off
