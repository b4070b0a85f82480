# RFC 6455 §4.2.2: the headers of the response, in their order
server subprotocol=superchat server-header="demo/1.0"
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Sec-WebSocket-Protocol: chat, superchat\r\n\r\n"
! request GET /chat
accept "X-A: 1" "X-B: 2"
> "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
> "Sec-WebSocket-Protocol: superchat\r\nX-A: 1\r\nX-B: 2\r\nServer: demo/1.0\r\n\r\n"
! open protocol=superchat
