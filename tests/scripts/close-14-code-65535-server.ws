# RFC 6455 §7.4: code 65535 must not be in a close frame (above 4999)
server open
< 88 82 00000000 ffff
> 88 15 03ea "invalid status code"
> eof
! closed 1006 unclean sent=1002 cause=invalid-close-code
