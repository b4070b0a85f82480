# RFC 6455 §5.5.3: a pong has the payload of the ping that it answers, which gives the latency
server open
ping "abc"
> 89 03 "abc"
@ +20ms
< 8a 83 00000000 "abc"
! pong "abc" latency=20ms
< 8a 83 00000000 "abc"
! pong "abc" latency=none
