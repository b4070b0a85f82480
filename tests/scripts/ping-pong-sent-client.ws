# RFC 6455 §5.5.3: a pong may be sent without a ping, as a heartbeat in one direction
client open
pong "hi"
> 8a 82 %mask "hi"
pong ""
> 8a 80 %mask
