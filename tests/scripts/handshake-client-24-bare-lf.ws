# RFC 9112 §2.2: lines end in CR LF
client
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\n\n"
> eof
! rejected - malformed-head
! closed 1006 unclean sent=none cause=malformed-head
