# RFC 9112 §3.2.4: a target need not be a path, if the method is not GET
server
< "OPTIONS * HTTP/1.1\r\nHost: example.com\r\n\r\n"
! request OPTIONS *
accept
> "HTTP/1.1 405 Method Not Allowed\r\n" %rest
header "Allow: GET"
> eof
! rejected 405 method
! closed 1006 unclean sent=none cause=method
