# RFC 7692 §7.1.2: a decimal has no leading zero, and no sign
server deflate=on
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=08, permessage-deflate; server_max_window_bits=010, permessage-deflate; client_max_window_bits=012, permessage-deflate; client_max_window_bits=+10, permessage-deflate; server_max_window_bits=+9\r\n"
< "\r\n"
! request GET /chat
accept
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open
no-header "Sec-WebSocket-Extensions"
