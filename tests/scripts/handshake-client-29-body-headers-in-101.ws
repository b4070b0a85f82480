# RFC 9112 §6.3: a response with a status of 1xx has no body, whatever its headers say
client
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Content-Length: 5\r\nTransfer-Encoding: chunked\r\nSec-WebSocket-Accept: " %accept "\r\n\r\n"
! open
< 81 05 "Hello"
! text "Hello"
