# RFC 6455 §5.5.2: a ping may be empty
client open
ping ""
> 89 80 %mask
< 8a 00
! pong latency=0ms
< 89 00
> 8a 80 %mask
! ping
