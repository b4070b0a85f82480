# RFC 6455 §4.1: the request, and the response that opens the connection
client
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
> "Sec-WebSocket-Key: " %key "\r\nSec-WebSocket-Version: 13\r\n\r\n"
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Accept: " %accept "\r\n\r\n"
! open
< 81 05 "Hello"
! text "Hello"
send text "Hi"
> 81 82 %mask "Hi"
