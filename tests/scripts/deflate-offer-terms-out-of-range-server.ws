# RFC 7692 §7.1.2: windows have 8 to 15 bits, whatever the server was told
server deflate="server_max_window_bits=3; client_max_window_bits=99"
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
< "\r\n"
! request GET /chat
accept
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open deflate="server_max_window_bits=8"
header "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=8; client_max_window_bits=15"
