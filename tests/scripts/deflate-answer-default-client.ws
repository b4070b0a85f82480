# RFC 7692 §7.1: the usual offer, and an answer without parameters
client deflate=on
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key "\r\nSec-WebSocket-Version: 13\r\n"
> "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n"
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate\r\n"
< "Sec-WebSocket-Accept: " %accept "\r\n\r\n"
! open deflate=""
