# RFC 6455 §7.4.1: pings and pongs are no messages
client open idle-timeout=30s
@ +29s
< 89 00
> 8a 80 %mask
! ping
pong ""
> 8a 80 %mask
@ +1s
> 88 8e %mask 03e9 "idle timeout"
@ +10s
> eof
! closed 1006 unclean sent=1001
