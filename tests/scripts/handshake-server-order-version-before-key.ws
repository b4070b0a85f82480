# RFC 6455 §4.2.1: the version counts before the key
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
! request GET /chat
accept
> "HTTP/1.1 426 Upgrade Required\r\n" %rest
> eof
! rejected 426 version
! closed 1006 unclean sent=none cause=version
