# RFC 6455 §4.1: the deadline of the opening handshake is over when the connection is open
client open-timeout=10s
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
@ +9s
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Accept: " %accept "\r\n\r\n"
! open
@ +3600s
send text "a"
> 81 81 %mask "a"
