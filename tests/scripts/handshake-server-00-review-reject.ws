# a response of the application is shown too
server review=on
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n"
< "Upgrade: websocket\r\nConnection: Upgrade\r\n"
< "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
< "\r\n"
! request GET /chat
reject 404 "nothing"
! response 404
respond "X-More: 1"
> "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 7\r\n" %rest
header "X-More: 1"
header "Content-Length: 7"
> eof
! rejected 404 refused
! closed 1006 unclean sent=none cause=refused
