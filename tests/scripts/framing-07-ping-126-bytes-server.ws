# RFC 6455 §5.5: control frames have at most 125 bytes; the header alone tells
server open
< 89 fe 007e 00000000
> 88 18 03ea "control frame too long"
> eof
! closed 1006 unclean sent=1002 cause=control-too-long
