# RFC 6455 §4.1: Sec-WebSocket-Accept is compared as a whole
client
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " %accept "=\r\n\r\n"
> eof
! rejected 101 accept-invalid
! closed 1006 unclean sent=none cause=accept-invalid
