# RFC 6455 §7.4: code 1004 must not be in a close frame (reserved)
server open
< 88 82 00000000 03ec
> 88 15 03ea "invalid status code"
> eof
! closed 1006 unclean sent=1002 cause=invalid-close-code
