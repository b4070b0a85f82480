# RFC 6455 §5.5.2: there is no other keepalive ping before the last one was answered
server open ping-interval=5s ping-timeout=20s
@ +5s
> 89 04 %any(4)
@ +19s
@ +1s
> 88 18 03f3 "keepalive ping timeout"
> eof
! closed 1006 unclean sent=1011 cause=ping-timeout
