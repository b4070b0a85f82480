# RFC 6455 §4.2.1: the stream may end before the request is complete
server
< "GET /chat HTTP/1.1\r\nHost: exa"
< eof
> eof
! closed 1006 unclean sent=none cause=eof
