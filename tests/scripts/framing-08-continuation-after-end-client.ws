# RFC 6455 §5.4: no continuation frame may follow the final one
client open
< 01 01 "a"
< 80 01 "b"
! text "ab"
< 00 01 "c"
> 88 9f %mask 03ea "unexpected continuation frame"
< eof
> eof
! closed 1006 unclean sent=1002 cause=unexpected-continuation
