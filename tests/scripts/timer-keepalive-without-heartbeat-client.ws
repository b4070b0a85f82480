# RFC 6455 §5.5.2: without a timeout for their answers, keepalive pings go on
client open ping-interval=20s ping-timeout=none
@ +20s
> 89 84 %mask %any(4)
@ +20s
> 89 84 %mask %any(4)
< 8a 04 %last-ping
! pong %ping(1) latency=20s
! pong %ping(2) latency=0s
