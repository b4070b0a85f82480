# RFC 6455 §5.5.3: a peer may answer only the latest ping, so its pong answers the earlier ones too
client open
ping "a"
> 89 81 %mask "a"
@ +10ms
ping "b"
> 89 81 %mask "b"
@ +5ms
ping "c"
> 89 81 %mask "c"
< 8a 01 "b"
! pong "a" latency=15ms
! pong "b" latency=5ms
< 8a 01 "c"
! pong "c" latency=0ms
