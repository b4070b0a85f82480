# RFC 6455 §5.2: of two mistakes in one header, a control frame is judged by FIN before its length
server open
< 09 fe 007e 00000000
> 88 1a 03ea "fragmented control frame"
> eof
! closed 1006 unclean sent=1002 cause=control-fragmented
