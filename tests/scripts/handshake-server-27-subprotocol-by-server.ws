# RFC 6455 §4.2.2: of several that both speak, the server takes the one that it prefers
server subprotocol=superchat subprotocol=chat
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Sec-WebSocket-Protocol: chat, superchat\r\n\r\n"
! request GET /chat
accept
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open protocol=superchat
header "Sec-WebSocket-Protocol: superchat"
