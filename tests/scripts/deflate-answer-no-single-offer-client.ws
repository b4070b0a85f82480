# RFC 7692 §5.1: the answer must fit one offer, not some of each
client deflate="server_no_context_takeover; server_max_window_bits=10; client_max_window_bits" deflate="server_max_window_bits=9; client_max_window_bits" deflate="client_max_window_bits=12"
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10; client_max_window_bits=13\r\n"
< "Sec-WebSocket-Accept: " %accept "\r\n\r\n"
> eof
! rejected 101 extension-invalid
! closed 1006 unclean sent=none cause=extension-invalid
