# RFC 6455 §5.2: without a limit any length of 63 bits may be announced
client open max-message=none
< 82 7f 7fffffffffffffff "abc"
< eof
> eof
! closed 1006 unclean sent=none cause=eof
