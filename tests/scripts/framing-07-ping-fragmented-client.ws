# RFC 6455 §5.5: control frames must not be fragmented; the header alone tells
client open
< 09 01
> 88 9a %mask 03ea "fragmented control frame"
< eof
> eof
! closed 1006 unclean sent=1002 cause=control-fragmented
