# RFC 6455 §4.1: spaces around Sec-WebSocket-Accept do not belong to it
client
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: \t " %accept " \t\r\n\r\n"
! open
