# RFC 9110 §5.3: a list may be given in several header lines
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
< "Sec-WebSocket-Version: 13\r\n"
< "Connection: keep-alive\r\n"
< "Connection: Upgrade\r\n\r\n"
! request GET /chat
accept
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open
