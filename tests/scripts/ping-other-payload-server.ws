# RFC 6455 §5.5.3: a pong with another payload answers no ping
server open
ping "a"
> 89 01 "a"
< 8a 81 00000000 "b"
! pong "b" latency=none
< 8a 80 00000000
! pong latency=none
@ +1s
< 8a 81 00000000 "a"
! pong "a" latency=1s
