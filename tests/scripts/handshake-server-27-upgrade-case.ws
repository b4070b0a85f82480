# RFC 6455 §4.2.1: websocket may be written in any case
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Upgrade: WebSocket\r\n\r\n"
! request GET /chat
accept
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open
