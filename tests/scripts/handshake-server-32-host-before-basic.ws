# RFC 9112 §3.2: a request for another host is bad, whoever asks
server basic=ann:secret basic=bob:hunter2 host=example.com
< "GET /chat HTTP/1.1\r\nHost: other.example\r\n"
< "Upgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "\r\n"
! request GET /chat
accept
> "HTTP/1.1 400 Bad Request\r\n" %rest
> eof
! rejected 400 host-refused
! closed 1006 unclean sent=none cause=host-refused
