# RFC 6455 §4.2.2: a server may speak none of what is offered
server subprotocol=chat
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n"
< "Upgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Sec-WebSocket-Protocol: chat\r\n"
< "\r\n"
! request GET /chat
accept protocol=""
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
no-header "Sec-WebSocket-Protocol"
! open
