# RFC 6455 §4.2.1: the method has to be GET; others are answered with 405 and what is allowed
server
< "POST /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
! request POST /chat
accept
> "HTTP/1.1 405 Method Not Allowed\r\n" %rest
header "Allow: GET"
header "Connection: close"
> eof
! rejected 405 method
! closed 1006 unclean sent=none cause=method
