# RFC 6455 §5.5.1: only data frames must not follow our close frame
client open
close 1000
> 88 82 %mask 03e8
ping "p"
> 89 81 %mask "p"
pong "q"
> 8a 81 %mask "q"
< 8a 01 "p"
! pong "p" latency=0s
< 88 02 03e8
< eof
> eof
! closed 1000 clean
