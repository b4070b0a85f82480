# an application that knows who asks is believed
server basic=ann:secret basic=bob:hunter2
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n"
< "Upgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "\r\n"
! request GET /chat
accept user=carol
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open user=carol
