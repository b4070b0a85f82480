# RFC 6455 §5.5.2: the application answers pings itself if it asks for that
server open auto-pong=off
< 89 81 00000000 "p"
! ping "p"
pong "p"
> 8a 01 "p"
