# RFC 6455 §4.2.2: the deadline is for the application too, if it does not answer the request
server
< "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n"
! request GET /
@ +9s
@ +1s
> eof
! closed 1006 unclean cause=open-timeout
accept
err no-request
