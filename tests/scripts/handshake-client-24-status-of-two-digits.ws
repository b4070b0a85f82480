# RFC 9112 §4: a status has three digits
client
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 10 Switching\r\n\r\n"
> eof
! rejected - malformed-head
! closed 1006 unclean sent=none cause=malformed-head
