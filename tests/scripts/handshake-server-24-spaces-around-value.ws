# RFC 9112 §5: spaces and tabs around a value do not belong to it, and there may be none
server
< "GET /chat HTTP/1.1\r\nHost:example.com\r\nUPGRADE: \t websocket \t \r\nconnection:upgrade\r\nX-Empty:\r\n"
< "sec-websocket-key:dGhlIHNhbXBsZSBub25jZQ==  \r\nSec-WebSocket-Version:\t13\r\n\r\n"
! request GET /chat
accept
> "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
! open
