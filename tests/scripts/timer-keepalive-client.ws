# RFC 6455 §5.5.2: a ping shows that the peer still answers; the next one comes an interval after it
client open ping-interval=20s
@ +20s
> 89 84 %mask %any(4)
@ +3s
< 8a 04 %last-ping
! pong %last-ping latency=3s
@ +16s
@ +1s
> 89 84 %mask %any(4)
< 8a 04 %last-ping
! pong %last-ping latency=0s
