# RFC 6455 §5.5.3: a keepalive ping is answered by the pong to a later ping
server open ping-interval=20s ping-timeout=5s
@ +20s
> 89 04 %any(4)
@ +1s
ping "later"
> 89 05 "later"
< 8a 85 00000000 "later"
! pong %last-ping latency=1s
! pong "later" latency=0s
@ +18s
@ +1s
> 89 04 %any(4)
