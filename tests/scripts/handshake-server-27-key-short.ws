# RFC 6455 §4.2.1: the key is 16 bytes in base64
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Version: 13\r\n"
< "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAA\r\n\r\n"
! request GET /chat
accept
> "HTTP/1.1 400 Bad Request\r\n" %rest
> eof
! rejected 400 key-invalid
! closed 1006 unclean sent=none cause=key-invalid
