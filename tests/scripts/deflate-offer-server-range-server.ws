# RFC 7692 §7.1.2.1: offers of a server window that is not one of 8 to 15 bits are declined
server deflate=on
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=7, permessage-deflate; server_max_window_bits=16, permessage-deflate; server_max_window_bits=0, permessage-deflate; server_max_window_bits=1, permessage-deflate; server_max_window_bits=80, permessage-deflate; server_max_window_bits=1000, permessage-deflate; server_max_window_bits=264, permessage-deflate; server_max_window_bits=x, permessage-deflate; server_max_window_bits=a, permessage-deflate; server_max_window_bits=-9, permessage-deflate; server_max_window_bits=1e1\r\n"
< "\r\n"
! request GET /chat
accept
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open
no-header "Sec-WebSocket-Extensions"
