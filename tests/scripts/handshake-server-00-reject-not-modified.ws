# RFC 9110 §8.6, §15.4.5: a 304 has no body, and no Content-Length of another
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n\r\n"
! request GET /chat
reject 304 ""
> "HTTP/1.1 304 Not Modified\r\n" %rest
no-header "Content-Length"
> eof
! rejected 304 refused
! closed 1006 unclean cause=refused
