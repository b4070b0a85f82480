# RFC 6455 §10.4: the limit of a frame counts what came, not what comes of it
server open deflate="" max-frame=20
< c1 87 00000000 f2 48 cd c9 c9 07 00
! text "Hello"
< c2 88 00000000 32 30 18 05 23 0d 00 00
! binary 500*"0"
< c2 95 00000000
> 88 2f 03f1 "frame with 21 bytes exceeds limit of 20 bytes"
> eof
! closed 1006 unclean sent=1009 cause=frame-too-big
