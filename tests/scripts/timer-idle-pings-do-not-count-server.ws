# RFC 6455 §7.4.1: pings and pongs are no messages
server open idle-timeout=30s
@ +29s
< 89 80 00000000
> 8a 00
! ping
pong ""
> 8a 00
@ +1s
> 88 0e 03e9 "idle timeout"
@ +10s
> eof
! closed 1006 unclean sent=1001
