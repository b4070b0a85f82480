# RFC 6455 §5.4: a continuation frame needs a message that was begun
client open
< 80 01 "a"
> 88 9f %mask 03ea "unexpected continuation frame"
< eof
> eof
! closed 1006 unclean sent=1002 cause=unexpected-continuation
