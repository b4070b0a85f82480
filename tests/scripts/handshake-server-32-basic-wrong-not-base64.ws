# RFC 7617 §2: what is wrong with credentials is not said
server basic=ann:secret basic=bob:hunter2
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n"
< "Upgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Authorization: Basic !!!\r\n"
< "\r\n"
! request GET /chat
accept
> "HTTP/1.1 401 Unauthorized\r\n" %rest
header "WWW-Authenticate: Basic realm=\"realm\", charset=\"UTF-8\""
header "Connection: close"
> eof
! rejected 401 credentials-invalid
! closed 1006 unclean sent=none cause=credentials-invalid
