# RFC 6455 §5.5.3: a peer may answer only the latest ping, so its pong answers the earlier ones too
server open
ping "a"
> 89 01 "a"
@ +10ms
ping "b"
> 89 01 "b"
@ +5ms
ping "c"
> 89 01 "c"
< 8a 81 00000000 "b"
! pong "a" latency=15ms
! pong "b" latency=5ms
< 8a 81 00000000 "c"
! pong "c" latency=0ms
