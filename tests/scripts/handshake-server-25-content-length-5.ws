# RFC 6455 §4.2.1, RFC 9112 §11.2: a request with a body, or one that cannot be told, is not
# answered
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Content-Length: 5\r\n\r\n"
> eof
! rejected - body-present
! closed 1006 unclean sent=none cause=body-present
