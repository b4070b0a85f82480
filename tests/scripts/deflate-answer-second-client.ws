# RFC 7692 §5.1: the answer may take any of the offers
client deflate="server_no_context_takeover; server_max_window_bits=10" deflate="client_max_window_bits"
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=11\r\n"
< "Sec-WebSocket-Accept: " %accept "\r\n\r\n"
! open deflate="client_max_window_bits=11"
