# RFC 9112 §6.1, §11.2: a request with a Transfer-Encoding has a body, and is not answered
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Transfer-Encoding: chunked\r\n\r\n"
> eof
! rejected - body-present
! closed 1006 unclean sent=none cause=body-present
