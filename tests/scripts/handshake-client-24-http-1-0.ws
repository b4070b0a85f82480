# RFC 6455 §4.1: the handshake needs HTTP/1.1
client
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.0 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " %accept "\r\n\r\n"
> eof
! rejected - http-version
! closed 1006 unclean sent=none cause=http-version
