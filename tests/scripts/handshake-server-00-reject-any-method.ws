# RFC 6455 §4.2.2: what is no WebSocket request can be answered by the application too
server
< "DELETE /health HTTP/1.1\r\nHost: example.com\r\n\r\n"
! request DELETE /health
reject 200 "ok\n"
> "HTTP/1.1 200 OK\r\n" %rest
header "Content-Length: 3"
> eof
! rejected 200 refused
! closed 1006 unclean cause=refused
