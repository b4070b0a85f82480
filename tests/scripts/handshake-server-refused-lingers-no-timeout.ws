# RFC 9112 §9.6: who was refused is not read for ever, whatever closing may take
server close-timeout=none
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n\r\n"
! request GET /chat
accept
> "HTTP/1.1 426 Upgrade Required\r\n" %rest
> eof
! rejected 426 upgrade-missing
! closed 1006 unclean sent=none cause=upgrade-missing
wants-read on
@ +1s
wants-read off
