# RFC 7616 §3.4: what is no proof is refused, and not why
server digest=ann:secret
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n"
< "Upgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Authorization: Digest username=\"ann\", realm=\"realm\", nonce=\"AAAA\", uri=\"/chat\", qop=auth, nc=00000001, cnonce=\"c\", response=\"00000000000000000000000000000000\", username*=UTF-8''ann\r\n"
< "\r\n"
! request GET /chat
accept
> "HTTP/1.1 401 Unauthorized\r\n" %rest
> eof
! rejected 401 credentials-invalid
! closed 1006 unclean sent=none cause=credentials-invalid
