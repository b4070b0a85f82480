# hostile: a message beyond the limit takes nothing from the one in front of it
server open deflate="" echo=on max-message=100
< c1 8d 00000000 4a 4c 4a 4e 49 4d 4b cf 48 24 93 06 00 c2 86 00000000 32 30 a0 03 00 00
! text 8*"abcdefgh"
> deflated text size=..30 8*"abcdefgh"
> 88 22 03f1 "frame exceeds limit of 100 bytes"
> eof
! closed 1006 unclean sent=1009 cause=message-too-big
