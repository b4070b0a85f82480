# RFC 7692 §7.1.2.2: without an offer that lets it limit the window, such a server declines
server deflate=on deflate-require-client-window=on
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate, permessage-deflate; server_no_context_takeover\r\n"
< "\r\n"
! request GET /chat
accept
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open
no-header "Sec-WebSocket-Extensions"
