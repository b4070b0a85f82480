# RFC 6455 §4.1: websocket and upgrade may be written in any case, and Connection is a list
client
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: keep-alive, upgrade\r\n"
< "Sec-WebSocket-Accept: " %accept "\r\n\r\n"
! open
