# RFC 6455 §5.5.1: a compressed message in front of a close frame can be answered
server open deflate="" echo=on
< c1 8d 00000000 4a 4c 4a 4e 49 4d 4b cf 48 24 93 06 00 88 82 00000000 03e8
! text 8*"abcdefgh"
> deflated text size=..30 8*"abcdefgh"
> 88 02 03e8
> eof
! closed 1000 clean sent=1000
