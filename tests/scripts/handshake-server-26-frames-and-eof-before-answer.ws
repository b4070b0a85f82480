# RFC 6455 §4.1: frames that came before the answer are read after it, and then the end of the
# stream
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
< 81 85 37fa213d 7f9f4d5158
! request GET /chat
< eof
< 81 85 37fa213d 7f9f4d5158
accept
> "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
> eof
! open
! text "Hello"
! closed 1006 unclean sent=none cause=eof
