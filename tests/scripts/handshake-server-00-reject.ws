# RFC 6455 §4.2.2: a server may refuse any request with an HTTP response; then it ends the stream
server server-header=demo
< "GET /nowhere HTTP/1.1\r\nHost: example.com\r\n\r\n"
! request GET /nowhere
reject 404 "X-A: 1" "not here\n"
> "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 9\r\nContent-Type: text/plain; charset=utf-8\r\n"
> "X-A: 1\r\nServer: demo\r\n\r\nnot here\n"
> eof
! rejected 404 refused
! closed 1006 unclean sent=none cause=refused
