# RFC 6455 §4.2.2: the origin counts before the subprotocol
server origin=https://example.com subprotocol=chat
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
! request GET /chat
accept
> "HTTP/1.1 403 Forbidden\r\n" %rest
> eof
! rejected 403 origin-refused
! closed 1006 unclean sent=none cause=origin-refused
