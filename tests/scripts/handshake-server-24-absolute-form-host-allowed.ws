# RFC 9112 §3.2.2: the host of a target in absolute form counts, and not that of the header
server host=example.com
< "GET ws://Example.com:8080?a=b HTTP/1.1\r\nHost: other.example\r\n"
< "Upgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
! request GET ws://Example.com:8080?a=b
accept
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open
