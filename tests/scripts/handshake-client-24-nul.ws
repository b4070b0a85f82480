# RFC 9110 §5.5: NUL is dangerous in a header
client
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\nX: a\x00b\r\n\r\n"
> eof
! rejected - malformed-head
! closed 1006 unclean sent=none cause=malformed-head
