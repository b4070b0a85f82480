# RFC 6455 §7.4.1: idleness counts from the moment when the connection was opened
client idle-timeout=5s
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
@ +7s
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Accept: " %accept "\r\n\r\n"
! open
@ +4s
@ +1s
> 88 8e %mask 03e9 "idle timeout"
