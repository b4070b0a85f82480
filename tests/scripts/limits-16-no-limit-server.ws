# RFC 6455 §5.2: without a limit any length of 63 bits may be announced
server open max-message=none
< 82 ff 7fffffffffffffff 00000000 "abc"
< eof
> eof
! closed 1006 unclean sent=none cause=eof
