# RFC 7616 §3.7: a challenge for each algorithm, the best one first
server digest=ann:secret
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n"
< "Upgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "\r\n"
! request GET /chat
accept
> "HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 20\r\nContent-Type: text/plain; charset=utf-8\r\n"
> "WWW-Authenticate: Digest realm=\"realm\", qop=\"auth\", algorithm=SHA-256, nonce=\"" %any(43)
> "\", opaque=\"" %any(16)
> "\", charset=UTF-8, userhash=true\r\n"
> "WWW-Authenticate: Digest realm=\"realm\", qop=\"auth\", algorithm=SHA-512-256, nonce=\"" %any(43)
> "\", opaque=\"" %any(16)
> "\", charset=UTF-8, userhash=true\r\n"
> "WWW-Authenticate: Digest realm=\"realm\", qop=\"auth\", algorithm=MD5, nonce=\"" %any(43)
> "\", opaque=\"" %any(16)
> "\", charset=UTF-8, userhash=true\r\n"
> "\r\nMissing credentials\n"
> eof
! rejected 401 credentials-missing
! closed 1006 unclean sent=none cause=credentials-missing
