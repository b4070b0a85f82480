# hostile: a message beyond the limit takes nothing from the one in front of it
client open deflate="" echo=on max-message=100
< c1 0d 4a 4c 4a 4e 49 4d 4b cf 48 24 93 06 00 c2 06 32 30 a0 03 00 00
! text 8*"abcdefgh"
> deflated text size=..30 8*"abcdefgh"
> 88 a2 %mask 03f1 "frame exceeds limit of 100 bytes"
< eof
> eof
! closed 1006 unclean sent=1009 cause=message-too-big
