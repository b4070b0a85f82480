# RFC 6455 §4.1: the stream may end before there is a response
client
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< eof
> eof
! rejected - eof
! closed 1006 unclean sent=none cause=eof
