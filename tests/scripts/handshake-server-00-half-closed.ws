# RFC 9112 §9.6: a client that ended its stream may still read the answer
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n\r\n"
! request GET /chat
< eof
wants-read off
reject 404 "no\n"
> "HTTP/1.1 404 Not Found\r\n" %rest
> eof
! rejected 404 refused
! closed 1006 unclean sent=none cause=refused
