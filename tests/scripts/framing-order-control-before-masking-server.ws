# RFC 6455 §5.2: of two mistakes in one header, the rules for control frames are judged before
# masking
server open
< 89 7e 007e
> 88 18 03ea "control frame too long"
> eof
! closed 1006 unclean sent=1002 cause=control-too-long
