# RFC 9112 §3.2.3: a target need not be a path, if the method is CONNECT
server
< "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n"
! request CONNECT example.com:443
accept
> "HTTP/1.1 405 Method Not Allowed\r\n" %rest
header "Allow: GET"
> eof
! rejected 405 method
! closed 1006 unclean sent=none cause=method
