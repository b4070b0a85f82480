# RFC 6455 §5.5: control frames must not be fragmented; the header alone tells
server open
< 09 81 00000000
> 88 1a 03ea "fragmented control frame"
> eof
! closed 1006 unclean sent=1002 cause=control-fragmented
