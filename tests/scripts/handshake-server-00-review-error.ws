# a refusal of the handshake is shown too
server review=on
< "GET /chat HTTP/1.1\r\nHost: example.com\r\n"
< "\r\n"
! request GET /chat
accept
! response 426
respond 400
> "HTTP/1.1 400 Bad Request\r\n" %rest
> eof
! rejected 400 upgrade-missing
! closed 1006 unclean sent=none cause=upgrade-missing
