# RFC 6455 §10.2: without a list, pages of the same host may connect
server same-host=on
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n"
< "Upgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Origin: http://evil.example\r\n"
< "\r\n"
! request GET /chat
accept
> "HTTP/1.1 403 Forbidden\r\n" %rest
> eof
! rejected 403 origin-refused
! closed 1006 unclean sent=none cause=origin-refused
