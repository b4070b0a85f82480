# RFC 9112 §5: too many headers fail the connection
client
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\n" 10000*"X: y\r\n"
> eof
! rejected - too-many-headers
! closed 1006 unclean sent=none cause=too-many-headers
