# a response that would open may become a refusal
server review=on
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n"
< "Upgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "\r\n"
! request GET /chat
accept
! response 101
respond 403 "X-Why: late"
> "HTTP/1.1 403 Forbidden\r\n" %rest
header "X-Why: late"
no-header "Sec-WebSocket-Accept"
no-header "Upgrade"
header "Connection: close"
header "Content-Length: 0"
> eof
! rejected 403 refused
! closed 1006 unclean sent=none cause=refused
