# RFC 6455 §10.4, §7.4.1: a frame beyond the limit is refused on its header alone (1009)
server open max-frame=5 max-message=10
< 82 86 00000000
> 88 2d 03f1 "frame with 6 bytes exceeds limit of 5 bytes"
> eof
! closed 1006 unclean sent=1009 cause=frame-too-big
