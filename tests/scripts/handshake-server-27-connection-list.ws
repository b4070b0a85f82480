# RFC 6455 §4.2.1: Connection is a list that has the token upgrade, in any case
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
< "Sec-WebSocket-Version: 13\r\n"
< "Connection: keep-alive, UPGRADE\r\n\r\n"
! request GET /chat
accept
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open
