# RFC 6455 §4.2.2: what makes the handshake stays as it is
server review=on
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n"
< "Upgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "\r\n"
! request GET /chat
accept
! response 101
respond "Sec-WebSocket-Protocol: chat"
err invalid-header
respond "Transfer-Encoding: chunked"
err invalid-header
respond "X: a\r\nY: b"
err invalid-header
respond 99
err invalid-status
respond
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open
