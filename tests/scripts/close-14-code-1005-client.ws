# RFC 6455 §7.4: code 1005 must not be in a close frame (stands for the lack of a code)
client open
< 88 02 03ed
> 88 95 %mask 03ea "invalid status code"
< eof
> eof
! closed 1006 unclean sent=1002 cause=invalid-close-code
