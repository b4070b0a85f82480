# RFC 7692 §7.1.1.1: a server may do without context unasked, and then must
client deflate=on
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n"
< "Sec-WebSocket-Accept: " %accept "\r\n\r\n"
! open deflate="server_no_context_takeover"
< c1 07 f2 48 cd c9 c9 07 00
! text "Hello"
< c1 05 f2 00 11 00 00
> 88 99 %mask 03ea "invalid compressed data"
< eof
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
