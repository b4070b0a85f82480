# RFC 6455 §9.1: a value may be a quoted string, with escapes
server deflate=on
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=\"1\\0\"; client_max_window_bits=\"9\"\r\n"
< "\r\n"
! request GET /chat
accept
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open deflate="server_max_window_bits=10; client_max_window_bits=9"
header "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10; client_max_window_bits=9"
