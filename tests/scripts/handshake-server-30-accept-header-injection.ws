# RFC 9110 §5.5: no line can be smuggled into the response through a header of the application
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
! request GET /chat
accept "X: a\r\nSet-Cookie: b"
err invalid-header
accept "X: a\x00b"
err invalid-header
accept "X Y: z"
err invalid-header
accept "X: a\rb"
err invalid-header
accept
> "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
! open
