# RFC 9110 §9.3.2: the response to HEAD has no body
server
< "HEAD /health HTTP/1.1\r\nHost: example.com\r\n\r\n"
! request HEAD /health
reject 200 "ok\n"
> "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
> eof
! rejected 200 refused
! closed 1006 unclean cause=refused
