# RFC 6455 §5.5.3: a pong with another payload answers no ping
client open
ping "a"
> 89 81 %mask "a"
< 8a 01 "b"
! pong "b" latency=none
< 8a 00
! pong latency=none
@ +1s
< 8a 01 "a"
! pong "a" latency=1s
