# RFC 6455 §4.2.1, RFC 9110 §15.5.22: without Upgrade the answer is 426, which says what to upgrade
# to
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
! request GET /chat
accept
> "HTTP/1.1 426 Upgrade Required\r\n" %rest
header "Upgrade: websocket"
> eof
! rejected 426 upgrade-missing
! closed 1006 unclean sent=none cause=upgrade-missing
