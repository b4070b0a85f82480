# RFC 7692 §7.1: the usual offer; the answer stands between the accept and the subprotocol
server deflate=on subprotocol=chat server-header=x
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n"
! request GET /chat
accept
> "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
> "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
> "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=12; client_max_window_bits=12\r\n"
> "Sec-WebSocket-Protocol: chat\r\nServer: x\r\n\r\n"
! open protocol=chat deflate="server_max_window_bits=12; client_max_window_bits=12"
# §7.2.3.1
< c1 87 00000000 f2 48 cd c9 c9 07 00
! text "Hello"
send text 100*"Hello"
> deflated text size=..30 100*"Hello"
