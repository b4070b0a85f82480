# RFC 6455 §10.2: a request without an origin is not from one of the known ones
server origin=https://example.com origin=https://example.org
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
! request GET /chat
accept
> "HTTP/1.1 403 Forbidden\r\n" %rest
> eof
! rejected 403 origin-refused
! closed 1006 unclean sent=none cause=origin-refused
