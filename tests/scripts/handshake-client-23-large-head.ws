# RFC 9112 §5: a head that is too large fails the connection
client max-head=1000
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\n" 20*("X: " 96*"a" "\r\n")
> eof
! rejected - head-too-large
! closed 1006 unclean sent=none cause=head-too-large
