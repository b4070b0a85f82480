# RFC 7692 §7.1: offers with a parameter that does not exist are declined
server deflate=on
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate; foo, permessage-deflate; foo=1, permessage-deflate; client_max_window_bits; foo, permessage-deflate; server_max_window_bits=10; bits=10\r\n"
< "\r\n"
! request GET /chat
accept
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open
no-header "Sec-WebSocket-Extensions"
