# RFC 6455 §9.1: an unknown extension is left out, and the known one is taken
server deflate=on
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Sec-WebSocket-Extensions: foo; client_max_window_bits, permessage-deflate; server_max_window_bits=9; client_no_context_takeover, x-webkit-deflate-frame\r\n"
< "\r\n"
! request GET /chat
accept
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open deflate="client_no_context_takeover; server_max_window_bits=9"
header "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover; server_max_window_bits=9"
