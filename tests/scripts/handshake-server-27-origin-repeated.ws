# RFC 6454 §7.3: a request has at most one Origin
server origin=https://example.com origin=https://example.org
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Origin: https://example.com\r\n"
< "Origin: https://example.org\r\n\r\n"
! request GET /chat
accept
> "HTTP/1.1 400 Bad Request\r\n" %rest
> eof
! rejected 400 origin-repeated
! closed 1006 unclean sent=none cause=origin-repeated
