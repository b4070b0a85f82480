# RFC 7692 §7.1: a parameter that stands there twice fails the connection
client deflate=on
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10; server_max_window_bits=10\r\n"
< "Sec-WebSocket-Accept: " %accept "\r\n\r\n"
> eof
! rejected 101 extension-invalid
! closed 1006 unclean sent=none cause=extension-invalid
