# RFC 7692 §5.1: the client prefers its first offer, though the server might like another
server deflate=on
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10, permessage-deflate; server_no_context_takeover; client_no_context_takeover; client_max_window_bits\r\n"
< "\r\n"
! request GET /chat
accept
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open deflate="server_max_window_bits=10"
header "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10"
