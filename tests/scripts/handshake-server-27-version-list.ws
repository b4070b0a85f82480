# RFC 6455 §4.2.2, §4.4: a version that is not 13 is answered with 426 and the version to use
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
< "Sec-WebSocket-Version: 13, 14\r\n\r\n"
! request GET /chat
accept
> "HTTP/1.1 426 Upgrade Required\r\n" %rest
header "Sec-WebSocket-Version: 13"
> eof
! rejected 426 version
! closed 1006 unclean sent=none cause=version
