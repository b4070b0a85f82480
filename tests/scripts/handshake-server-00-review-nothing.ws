# there is nothing to respond to before
server review=on
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n"
< "Upgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "\r\n"
! request GET /chat
respond
err no-request
accept
! response 101
accept
err no-request
respond
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open
