# RFC 9112 §5: a header line that is too long fails the connection, before its end is there
client
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\nX: " 102400*"a"
> eof
! rejected - header-line-too-long
! closed 1006 unclean sent=none cause=header-line-too-long
