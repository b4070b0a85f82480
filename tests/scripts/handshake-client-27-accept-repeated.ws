# RFC 6455 §11.3.3: a response has one Sec-WebSocket-Accept
client
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " %accept "\r\n"
< "Sec-WebSocket-Accept: " %accept "\r\n\r\n"
> eof
! rejected 101 accept-repeated
! closed 1006 unclean sent=none cause=accept-repeated
