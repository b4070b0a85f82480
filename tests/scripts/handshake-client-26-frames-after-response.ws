# RFC 6455 §4.1: frames may follow the response in one piece
client
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Accept: " %accept "\r\n\r\n"
< 81 05 "Hello" 88 02 03e8
! open
! text "Hello"
> 88 82 %mask 03e8
< eof
> eof
! closed 1000 clean
