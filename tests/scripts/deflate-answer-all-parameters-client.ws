# RFC 7692 §7.1: several offers are one list, best first; the answer takes the first
client deflate="server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10; client_max_window_bits=9" deflate="client_max_window_bits" deflate=""
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key "\r\nSec-WebSocket-Version: 13\r\n"
> "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10; client_max_window_bits=9, permessage-deflate; client_max_window_bits, permessage-deflate\r\n\r\n"
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10; client_max_window_bits=9\r\n"
< "Sec-WebSocket-Accept: " %accept "\r\n\r\n"
! open deflate="server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10; client_max_window_bits=9"
