# RFC 9112 §3.2: the target is handed out as it came, and not decoded
server
< "GET /a%00b HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
! request GET /a%00b
accept
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open
