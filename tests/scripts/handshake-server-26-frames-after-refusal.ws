# RFC 6455 §4.2.2: what follows a request that was refused is discarded
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n\r\n"
< 81 85 37fa213d 7f9f4d5158 "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
! request GET /chat
reject 403 "no"
> "HTTP/1.1 403 Forbidden\r\n" %rest
> eof
! rejected 403 refused
! closed 1006 unclean cause=refused
< 88 80 00000000
