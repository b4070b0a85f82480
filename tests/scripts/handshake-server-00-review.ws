# the response that opens is shown before it is sent, and may get more headers
server review=on
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n"
< "Upgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "\r\n"
! request GET /chat
accept
! response 101
respond "X-More: 1"
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
header "X-More: 1"
header "Upgrade: websocket"
! open
