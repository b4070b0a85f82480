# RFC 9110 §7.8: Upgrade is a list, and websocket may be one of several
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Upgrade: websocket, foo\r\n\r\n"
! request GET /chat
accept
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open
