# RFC 7692 §7.1.1: a server may do without context, and tell a client to, unasked
server deflate="server_no_context_takeover; client_no_context_takeover"
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate\r\n"
< "\r\n"
! request GET /chat
accept
> "HTTP/1.1 101 Switching Protocols\r\n" %rest
! open deflate="server_no_context_takeover; client_no_context_takeover"
header "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover"
send always text "The quick brown fox jumps over the lazy dog, twelve times."
> deflated text "The quick brown fox jumps over the lazy dog, twelve times."
send always text "The quick brown fox jumps over the lazy dog, twelve times."
> deflated text size=40.. "The quick brown fox jumps over the lazy dog, twelve times."
< c1 87 00000000 f2 48 cd c9 c9 07 00
! text "Hello"
< c1 85 00000000 f2 00 11 00 00
> 88 19 03ea "invalid compressed data"
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
