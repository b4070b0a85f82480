# RFC 6455 §4.2.2: a subprotocol that the client does not offer cannot be taken
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Sec-WebSocket-Protocol: chat\r\n\r\n"
! request GET /chat
accept protocol=superchat
err invalid-subprotocol
accept protocol=chat
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open protocol=chat
