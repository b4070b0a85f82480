# RFC 9110 §5.5: no line can be smuggled into a refusal through a header of the application
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
! request GET /chat
reject 403 "X: a\nb" "no"
err invalid-header
reject 101 "no"
err invalid-status
reject 403 "no"
> "HTTP/1.1 403 Forbidden\r\n" %rest
> eof
! rejected 403 refused
! closed 1006 unclean cause=refused
