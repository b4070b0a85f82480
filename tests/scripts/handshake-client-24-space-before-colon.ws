# RFC 9112 §5.1: there is no space between the name of a header and the colon
client
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade : websocket\r\n\r\n"
> eof
! rejected - malformed-head
! closed 1006 unclean sent=none cause=malformed-head
