# RFC 6455 §4.2.1: a server may know its own names; case does not matter (RFC 3986 §3.2.2)
server host=example.com host=example.org
< "GET /chat HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Host: EXAMPLE.com\r\n\r\n"
! request GET /chat
accept
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open
