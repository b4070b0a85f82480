# RFC 9112 §3.2, RFC 3986 §3.2.2: Host is a host with an optional port, or the answer is 400
server
< "GET /chat HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Host: example.com:port\r\n\r\n"
! request GET /chat
accept
> "HTTP/1.1 400 Bad Request\r\n" %rest
> eof
! rejected 400 host-invalid
! closed 1006 unclean sent=none cause=host-invalid
