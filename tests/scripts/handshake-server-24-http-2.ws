# RFC 9110 §15.6.6: another major version is answered with 505
server
< "GET /chat HTTP/2.0\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
> "HTTP/1.1 505 HTTP Version Not Supported\r\n" %rest
> eof
! rejected 505 http-version
! closed 1006 unclean sent=none cause=http-version
