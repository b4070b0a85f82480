# RFC 6455 §10.4: the limit counts the bytes that come out, not those that came
server open deflate="" max-message=100
< c2 86 00000000 32 30 a0 3d 00 00
! binary 100*"0"
< c1 87 00000000 f2 48 cd c9 c9 07 00
! text "Hello"
< c2 86 00000000 32 30 a0 03 00 00
> 88 22 03f1 "frame exceeds limit of 100 bytes"
> eof
! closed 1006 unclean sent=1009 cause=message-too-big
