# RFC 7692 §5.1: a server takes one offer, not two
client deflate="client_max_window_bits" deflate=""
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate, permessage-deflate\r\n"
< "Sec-WebSocket-Accept: " %accept "\r\n\r\n"
> eof
! rejected 101 extension-unexpected
! closed 1006 unclean sent=none cause=extension-unexpected
