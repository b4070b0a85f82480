# RFC 9110 §15.6.4: who closes while the application looks refuses
server review=on
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n"
< "Upgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "\r\n"
! request GET /chat
accept
! response 101
close 1001
> "HTTP/1.1 503 Service Unavailable\r\n" %rest
> eof
! closed 1006 unclean sent=none cause=going-away
