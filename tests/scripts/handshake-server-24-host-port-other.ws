# RFC 9110 §7.2: an allowed host may have a port
server host=example.com:8080
< "GET /chat HTTP/1.1\r\nHost: example.com:8081\r\n"
< "Upgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "\r\n"
! request GET /chat
accept
> "HTTP/1.1 400 Bad Request\r\n" %rest
> eof
! rejected 400 host-refused
! closed 1006 unclean sent=none cause=host-refused
