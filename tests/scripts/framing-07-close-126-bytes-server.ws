# RFC 6455 §5.5: a close frame is a control frame, and has at most 125 bytes
server open
< 88 fe 007e 00000000
> 88 18 03ea "control frame too long"
> eof
! closed 1006 unclean sent=1002 cause=control-too-long
