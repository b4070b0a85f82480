# RFC 9112 §9.6: who was refused is read for a moment, so that the answer is not reset; no longer
server close-timeout=10s
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n\r\n"
! request GET /chat
reject 404 "no\n"
> "HTTP/1.1 404 Not Found\r\n" %rest
> eof
! rejected 404 refused
! closed 1006 unclean sent=none cause=refused
wants-read on
< "what nobody reads"
@ +900ms
wants-read on
@ +200ms
wants-read off
