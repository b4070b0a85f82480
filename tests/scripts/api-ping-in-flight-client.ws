# RFC 6455 §5.5.3: two pings with one payload could not be told apart by their pongs
client open
ping "a"
> 89 81 %mask "a"
ping "a"
err ping-in-flight
< 8a 01 "a"
! pong "a" latency=0s
ping "a"
> 89 81 %mask "a"
