# RFC 9112 §3.2: a request without a Host is bad, whatever its target says
server
< "GET http://example.com/chat HTTP/1.1\r\n"
< "Upgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
! request GET http://example.com/chat
accept
> "HTTP/1.1 400 Bad Request\r\n" %rest
> eof
! rejected 400 host-missing
! closed 1006 unclean sent=none cause=host-missing
