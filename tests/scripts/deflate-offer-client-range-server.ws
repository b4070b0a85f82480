# RFC 7692 §7.1.2.2: offers of a client window that is not one of 8 to 15 bits are declined
server deflate=on
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=7, permessage-deflate; client_max_window_bits=16, permessage-deflate; client_max_window_bits=0, permessage-deflate; client_max_window_bits=1, permessage-deflate; client_max_window_bits=80, permessage-deflate; client_max_window_bits=1000, permessage-deflate; client_max_window_bits=264, permessage-deflate; client_max_window_bits=x, permessage-deflate; client_max_window_bits=true, permessage-deflate; client_max_window_bits=-9\r\n"
< "\r\n"
! request GET /chat
accept
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open
no-header "Sec-WebSocket-Extensions"
