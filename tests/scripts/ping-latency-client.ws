# RFC 6455 §5.5.3: a pong has the payload of the ping that it answers, which gives the latency
client open
ping "abc"
> 89 83 %mask "abc"
@ +20ms
< 8a 03 "abc"
! pong "abc" latency=20ms
< 8a 03 "abc"
! pong "abc" latency=none
