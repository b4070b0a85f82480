# RFC 9110 §9.3.2: the response to HEAD has no body, the one that says what is allowed neither
server
< "HEAD / HTTP/1.1\r\nHost: example.com\r\n\r\n"
! request HEAD /
accept
> "HTTP/1.1 405 Method Not Allowed\r\n" %rest
header "Allow: GET"
> eof
! rejected 405 method
! closed 1006 unclean cause=method
