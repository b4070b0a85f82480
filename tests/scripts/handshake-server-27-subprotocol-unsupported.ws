# RFC 6455 §4.2.2: a server that needs a subprotocol refuses what it does not speak; case matters
server subprotocol=chat
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Sec-WebSocket-Protocol: superchat, Chat\r\n\r\n"
! request GET /chat
accept
> "HTTP/1.1 400 Bad Request\r\n" %rest
> eof
! rejected 400 subprotocol-unsupported
! closed 1006 unclean sent=none cause=subprotocol-unsupported
