# RFC 6455 §8.1, RFC 3629 §3: E0 80 would be too long an encoding
server open
< 81 8a 00000000 e080
> 88 29 03ef "invalid continuation byte at position 0"
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
