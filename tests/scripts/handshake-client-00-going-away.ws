# RFC 6455 §4.1: a client may give up before it is connected
client
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
close 1000
> eof
! closed 1006 unclean sent=none cause=going-away
