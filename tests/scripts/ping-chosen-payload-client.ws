# RFC 6455 §5.5.2: without a payload of the application a ping has one of four random bytes
client open
ping
> 89 84 %mask %any(4)
< 8a 04 %last-ping
! pong %last-ping latency=0ms
