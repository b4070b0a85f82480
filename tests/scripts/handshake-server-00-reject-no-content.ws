# RFC 9110 §8.6, §15.3.5: status 204 has no body, and no Content-Length
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n\r\n"
! request GET /chat
reject 204 ""
> "HTTP/1.1 204 No Content\r\n" %rest
no-header "Content-Length"
> eof
! rejected 204 refused
! closed 1006 unclean cause=refused
