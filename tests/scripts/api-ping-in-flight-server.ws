# RFC 6455 §5.5.3: two pings with one payload could not be told apart by their pongs
server open
ping "a"
> 89 01 "a"
ping "a"
err ping-in-flight
< 8a 81 00000000 "a"
! pong "a" latency=0s
ping "a"
> 89 01 "a"
