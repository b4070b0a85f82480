# RFC 6455 §5.4: no continuation frame may follow the final one
server open
< 01 81 00000000 "a"
< 80 81 00000000 "b"
! text "ab"
< 00 81 00000000 "c"
> 88 1f 03ea "unexpected continuation frame"
> eof
! closed 1006 unclean sent=1002 cause=unexpected-continuation
