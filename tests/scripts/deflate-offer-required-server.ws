# RFC 7692 §7.1.2.2: a server may need to limit the window, and decline other offers
server deflate=on deflate-require-client-window=on
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate, permessage-deflate; server_max_window_bits=10, permessage-deflate; client_max_window_bits\r\n"
< "\r\n"
! request GET /chat
accept
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open deflate="server_max_window_bits=12; client_max_window_bits=12"
header "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=12; client_max_window_bits=12"
