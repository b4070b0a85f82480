# RFC 6585 §5: one header more than the limit says is too many; this request has six
server max-headers=5
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "X: y\r\n\r\n"
> "HTTP/1.1 431 Request Header Fields Too Large\r\n" %rest
> eof
! rejected 431 too-many-headers
! closed 1006 unclean sent=none cause=too-many-headers
