# RFC 6455 §5.5.2: a ping shows that the peer still answers; the next one comes an interval after it
server open ping-interval=20s
@ +20s
> 89 04 %any(4)
@ +3s
< 8a 84 00000000 %last-ping
! pong %last-ping latency=3s
@ +16s
@ +1s
> 89 04 %any(4)
< 8a 84 00000000 %last-ping
! pong %last-ping latency=0s
