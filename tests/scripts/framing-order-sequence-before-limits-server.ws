# RFC 6455 §5.2: of two mistakes in one header, the place in a message is judged before the limits
server open
< 80 ff 7fffffffffffffff 00000000
> 88 1f 03ea "unexpected continuation frame"
> eof
! closed 1006 unclean sent=1002 cause=unexpected-continuation
