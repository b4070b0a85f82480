# RFC 6455 §9.1: a value may be a quoted string
client deflate=on
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=\"9\"; client_max_window_bits=\"10\"\r\n"
< "Sec-WebSocket-Accept: " %accept "\r\n\r\n"
! open deflate="server_max_window_bits=9; client_max_window_bits=10"
