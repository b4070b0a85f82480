# RFC 6455 §5.5.1: after our close frame nobody waits for the pong to a keepalive ping
client open ping-interval=5s ping-timeout=5s close-timeout=60s
@ +5s
> 89 84 %mask %any(4)
close 1000
> 88 82 %mask 03e8
@ +59s
@ +1s
> eof
! closed 1006 unclean sent=1000 cause=close-timeout
