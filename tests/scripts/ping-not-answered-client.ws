# RFC 6455 §5.5.2: the application answers pings itself if it asks for that
client open auto-pong=off
< 89 01 "p"
! ping "p"
pong "p"
> 8a 81 %mask "p"
