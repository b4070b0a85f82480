# RFC 9110 §15.5.22: with credentials, what is wrong is said
server basic=ann:secret basic=bob:hunter2
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n"
< "Authorization: Basic YW5uOnNlY3JldA==\r\n"
< "\r\n"
! request GET /chat
accept
> "HTTP/1.1 426 Upgrade Required\r\n" %rest
header "Upgrade: websocket"
> eof
! rejected 426 upgrade-missing
! closed 1006 unclean sent=none cause=upgrade-missing
