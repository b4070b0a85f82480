# RFC 9112 §3.2: the target of a GET is a path or a URI
server
< "GET * HTTP/1.1\r\nHost: example.com\r\n"
< "Upgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
> eof
! rejected - malformed-head
! closed 1006 unclean sent=none cause=malformed-head
