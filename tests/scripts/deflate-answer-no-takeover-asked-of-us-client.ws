# RFC 7692 §7.1.1.2: a server may tell the client to do without context
client deflate=on
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover\r\n"
< "Sec-WebSocket-Accept: " %accept "\r\n\r\n"
! open deflate="client_no_context_takeover"
send always text "The quick brown fox jumps over the lazy dog, twelve times."
> deflated text "The quick brown fox jumps over the lazy dog, twelve times."
send always text "The quick brown fox jumps over the lazy dog, twelve times."
> deflated text size=40.. "The quick brown fox jumps over the lazy dog, twelve times."
