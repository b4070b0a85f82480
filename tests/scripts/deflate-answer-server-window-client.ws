# RFC 7692 §7.1.2.1: a server may limit its own window unasked
client deflate=on
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=12\r\n"
< "Sec-WebSocket-Accept: " %accept "\r\n\r\n"
! open deflate="server_max_window_bits=12"
