# RFC 6455 §4.1: the headers of the request, in their order
client target=ws://example.com:8080/chat?room=1 origin=https://example.org subprotocol=chat subprotocol=superchat header="X-A: 1" header="X-B: 2" user-agent=demo/1.0
> "GET /chat?room=1 HTTP/1.1\r\nHost: example.com:8080\r\nOrigin: https://example.org\r\n"
> "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key "\r\nSec-WebSocket-Version: 13\r\n"
> "Sec-WebSocket-Protocol: chat, superchat\r\nX-A: 1\r\nX-B: 2\r\nUser-Agent: demo/1.0\r\n\r\n"
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Protocol: superchat\r\nSec-WebSocket-Accept: " %accept "\r\n\r\n"
! open protocol=superchat
