# RFC 6455 §10.4, §7.4.1: a frame beyond the limit is refused on its header alone (1009)
client open max-frame=5 max-message=10
< 82 06
> 88 ad %mask 03f1 "frame with 6 bytes exceeds limit of 5 bytes"
< eof
> eof
! closed 1006 unclean sent=1009 cause=frame-too-big
