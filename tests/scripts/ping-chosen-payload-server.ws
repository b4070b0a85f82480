# RFC 6455 §5.5.2: without a payload of the application a ping has one of four random bytes
server open
ping
> 89 04 %any(4)
< 8a 84 00000000 %last-ping
! pong %last-ping latency=0ms
