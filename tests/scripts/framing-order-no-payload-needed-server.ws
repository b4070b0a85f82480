# RFC 6455 §5.2: a frame is judged on its header, before the payload is there
server open
< 82 85 00000000 "a"
< eof
> eof
! closed 1006 unclean sent=none cause=eof
