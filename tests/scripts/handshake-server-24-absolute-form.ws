# RFC 9112 §3.2.2: a server takes a target in absolute form
server
< "GET http://example.com/chat?a=b HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
! request GET http://example.com/chat?a=b
accept
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open
