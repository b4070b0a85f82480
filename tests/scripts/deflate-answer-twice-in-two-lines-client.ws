# RFC 7692 §5.1: a server takes one offer, not two, in two header lines either
client deflate=on
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=10\r\n"
< "Sec-WebSocket-Accept: " %accept "\r\n\r\n"
> eof
! rejected 101 extension-unexpected
! closed 1006 unclean sent=none cause=extension-unexpected
