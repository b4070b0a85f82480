# RFC 6455 §7.4: code 2999 must not be in a close frame (not assigned)
client open
< 88 02 0bb7
> 88 95 %mask 03ea "invalid status code"
< eof
> eof
! closed 1006 unclean sent=1002 cause=invalid-close-code
