# RFC 6455 §5.4: control frames may stand between the fragments of a message, and are not delayed
server open
< 02 81 00000000 "a"
< 89 81 00000000 "p"
> 8a 01 "p"
! ping "p"
< 8a 81 00000000 "q"
! pong "q" latency=none
< 80 81 00000000 "b"
! binary "ab"
