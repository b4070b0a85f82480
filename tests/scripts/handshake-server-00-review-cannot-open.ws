# a refusal cannot be made to open
server review=on
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n"
< "\r\n"
! request GET /chat
accept
! response 426
respond 101
err invalid-status
respond
> "HTTP/1.1 426 Upgrade Required\r\n" %rest
> eof
! rejected 426 upgrade-missing
! closed 1006 unclean sent=none cause=upgrade-missing
