# RFC 6455 §4.1: a subprotocol fails the connection if none was offered
client
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Accept: " %accept "\r\n\r\n"
> eof
! rejected 101 subprotocol-unexpected
! closed 1006 unclean sent=none cause=subprotocol-unexpected
