# RFC 6455 §5.5.3: a pong may be sent without a ping, as a heartbeat in one direction
server open
pong "hi"
> 8a 02 "hi"
pong ""
> 8a 00
