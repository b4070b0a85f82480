# RFC 9110 §4.2.1: an http URI with an empty host is invalid
server
< "GET http:///chat HTTP/1.1\r\nHost: example.com\r\n"
< "Upgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
! request GET http:///chat
accept
> "HTTP/1.1 400 Bad Request\r\n" %rest
> eof
! rejected 400 host-invalid
! closed 1006 unclean sent=none cause=host-invalid
