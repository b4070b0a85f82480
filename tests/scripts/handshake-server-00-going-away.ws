# RFC 9110 §15.6.4: a server that is shut down while it connects says 503
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
! request GET /chat
close 1001 "bye"
> "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 25\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nServer is shutting down.\n"
> eof
! closed 1006 unclean sent=none cause=going-away
