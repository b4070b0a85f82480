# RFC 6455 §5.5.1: only data frames must not follow our close frame
server open
close 1000
> 88 02 03e8
ping "p"
> 89 01 "p"
pong "q"
> 8a 01 "q"
< 8a 81 00000000 "p"
! pong "p" latency=0s
< 88 82 00000000 03e8
> eof
! closed 1000 clean
