# RFC 9110 §4.2.4: an http URI with userinfo is an error
server
< "GET http://ann:secret@example.com/chat HTTP/1.1\r\nHost: example.com\r\n"
< "Upgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
! request GET http://ann:secret@example.com/chat
accept
> "HTTP/1.1 400 Bad Request\r\n" %rest
> eof
! rejected 400 host-invalid
! closed 1006 unclean sent=none cause=host-invalid
