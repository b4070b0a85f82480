# RFC 6455 §9.1: an answer with an empty list takes no offer
client deflate=on
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Extensions: ,\r\n"
< "Sec-WebSocket-Accept: " %accept "\r\n\r\n"
! open
