# RFC 6455 §10.2: a page of another host than the target's is refused, whatever Host says
server same-host=on
< "GET http://example.com/chat HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\n"
< "Upgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
! request GET http://example.com/chat
accept
> "HTTP/1.1 403 Forbidden\r\n" %rest
> eof
! rejected 403 origin-refused
! closed 1006 unclean sent=none cause=origin-refused
