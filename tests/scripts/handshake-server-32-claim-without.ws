# a claim is answered when there is one
server digest=ann:secret
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n"
< "Upgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "\r\n"
! request GET /chat
claimed new
err no-request
reject 403 "no"
> "HTTP/1.1 403 Forbidden\r\n" %rest
> eof
! rejected 403 refused
! closed 1006 unclean sent=none cause=refused
