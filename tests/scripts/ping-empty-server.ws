# RFC 6455 §5.5.2: a ping may be empty
server open
ping ""
> 89 00
< 8a 80 00000000
! pong latency=0ms
< 89 80 00000000
> 8a 00
! ping
