# RFC 6455 §9.1: Sec-WebSocket-Extensions that does not follow the grammar is refused with 400
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Sec-WebSocket-Extensions: ; a=1\r\n\r\n"
! request GET /chat
accept
> "HTTP/1.1 400 Bad Request\r\n" %rest
> eof
! rejected 400 extension-invalid
! closed 1006 unclean sent=none cause=extension-invalid
