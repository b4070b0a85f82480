# RFC 6455 §7.4: code 65535 must not be in a close frame (above 4999)
client open
< 88 02 ffff
> 88 95 %mask 03ea "invalid status code"
< eof
> eof
! closed 1006 unclean sent=1002 cause=invalid-close-code
