# websockets: who may not come in does not get to know what else is wrong
server basic=ann:secret basic=bob:hunter2
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n"
< "\r\n"
! request GET /chat
accept
> "HTTP/1.1 401 Unauthorized\r\n" %rest
header "WWW-Authenticate: Basic realm=\"realm\", charset=\"UTF-8\""
header "Connection: close"
> eof
! rejected 401 credentials-missing
! closed 1006 unclean sent=none cause=credentials-missing
