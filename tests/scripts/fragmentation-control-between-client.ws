# RFC 6455 §5.4: control frames may stand between the fragments of a message, and are not delayed
client open
< 02 01 "a"
< 89 01 "p"
> 8a 81 %mask "p"
! ping "p"
< 8a 01 "q"
! pong "q" latency=none
< 80 01 "b"
! binary "ab"
