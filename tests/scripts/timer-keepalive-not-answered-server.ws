# RFC 6455 §5.5.2, §7.1.7: a peer that does not answer a keepalive ping in time has failed (1011,
# and the stream ends at once)
server open ping-interval=20s ping-timeout=5s
@ +20s
> 89 04 %any(4)
@ +4s
< 81 81 00000000 "a"
! text "a"
@ +1s
> 88 18 03f3 "keepalive ping timeout"
> eof
! closed 1006 unclean sent=1011 cause=ping-timeout order=none
