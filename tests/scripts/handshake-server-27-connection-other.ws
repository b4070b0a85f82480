# RFC 6455 §4.2.1: Connection without the token upgrade is answered with 426
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
< "Sec-WebSocket-Version: 13\r\n"
< "Connection: keep-alive, upgraded\r\n\r\n"
! request GET /chat
accept
> "HTTP/1.1 426 Upgrade Required\r\n" %rest
header "Upgrade: websocket"
> eof
! rejected 426 upgrade-missing
! closed 1006 unclean sent=none cause=upgrade-missing
