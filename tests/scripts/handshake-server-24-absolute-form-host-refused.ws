# RFC 9112 §3.2.2: the host of a target in absolute form counts, and not that of the header
server host=example.com
< "GET http://evil.example/chat HTTP/1.1\r\nHost: example.com\r\n"
< "Upgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
! request GET http://evil.example/chat
accept
> "HTTP/1.1 400 Bad Request\r\n" %rest
> eof
! rejected 400 host-refused
! closed 1006 unclean sent=none cause=host-refused
