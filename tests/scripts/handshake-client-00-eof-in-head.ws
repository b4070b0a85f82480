# RFC 6455 §4.1: the stream may end inside the response
client
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\nUpgr"
< eof
> eof
! rejected - eof
! closed 1006 unclean sent=none cause=eof
