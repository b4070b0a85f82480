# RFC 6455 §11.3.1: a request has one key
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
! request GET /chat
accept
> "HTTP/1.1 400 Bad Request\r\n" %rest
> eof
! rejected 400 key-repeated
! closed 1006 unclean sent=none cause=key-repeated
