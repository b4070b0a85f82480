# RFC 6455 §4.2.1: the upgrade counts before the version
server
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n\r\n"
! request GET /chat
accept
> "HTTP/1.1 426 Upgrade Required\r\n" %rest
> eof
! rejected 426 upgrade-missing
! closed 1006 unclean sent=none cause=upgrade-missing
