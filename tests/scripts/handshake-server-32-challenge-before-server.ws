# RFC 9110 §11.6.1: the headers of a 401, in their order; Server is the last
server basic=ann:secret server-header="demo/1.0"
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n\r\n"
! request GET /chat
accept
> "HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 20\r\nContent-Type: text/plain; charset=utf-8\r\n"
> "WWW-Authenticate: Basic realm=\"realm\", charset=\"UTF-8\"\r\nServer: demo/1.0\r\n\r\nMissing credentials\n"
> eof
! rejected 401 credentials-missing
! closed 1006 unclean sent=none cause=credentials-missing
