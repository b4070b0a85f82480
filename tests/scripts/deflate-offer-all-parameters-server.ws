# RFC 7692 §7.1: what the client asks for and the server can do is granted as it is
server deflate=on
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover; client_max_window_bits=9; server_max_window_bits=10; server_no_context_takeover\r\n"
< "\r\n"
! request GET /chat
accept
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open deflate="server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10; client_max_window_bits=9"
header "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10; client_max_window_bits=9"
