# RFC 6455 §4.1: a response without Upgrade fails the connection
client
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " %accept "\r\n\r\n"
> eof
! rejected 101 upgrade-missing
! closed 1006 unclean sent=none cause=upgrade-missing
