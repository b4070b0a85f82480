# RFC 9112 §6.3: a body makes any request unwelcome, and what follows is not read as another request
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n"
< "Content-Length: 3\r\n\r\n"
< "abcGET / HTTP/1.1\r\n\r\n"
> eof
! rejected - body-present
! closed 1006 unclean sent=none cause=body-present
