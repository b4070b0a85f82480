# RFC 7692 §7.1.1.2: what the client said that it will do holds, though the answer does not name it
client deflate="client_no_context_takeover"
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate\r\n"
< "Sec-WebSocket-Accept: " %accept "\r\n\r\n"
! open deflate="client_no_context_takeover"
