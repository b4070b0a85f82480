# RFC 6455 §5.4: a continuation frame needs a message that was begun
server open
< 80 81 00000000 "a"
> 88 1f 03ea "unexpected continuation frame"
> eof
! closed 1006 unclean sent=1002 cause=unexpected-continuation
