# RFC 6455 §5.5: a pong is a control frame, and must not be fragmented
server open
< 0a 80 00000000
> 88 1a 03ea "fragmented control frame"
> eof
! closed 1006 unclean sent=1002 cause=control-fragmented
