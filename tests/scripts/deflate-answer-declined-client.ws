# RFC 7692 §6: RSV1 means nothing when the server took no offer
client deflate=on
> "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " %key %rest
< "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Accept: " %accept "\r\n\r\n"
! open
send always text 100*"a"
> 81 e4 %mask 100*"a"
< c1 07 f2 48 cd c9 c9 07 00
> 88 99 %mask 03ea "reserved bits must be 0"
< eof
> eof
! closed 1006 unclean sent=1002 cause=reserved-bits
