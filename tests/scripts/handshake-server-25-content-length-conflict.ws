# RFC 9112 §6.3, §11.2: two lengths that differ are a trick
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Content-Length: 0\r\n"
< "Content-Length: 5\r\n\r\n"
> eof
! rejected - body-present
! closed 1006 unclean sent=none cause=body-present
