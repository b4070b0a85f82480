# RFC 6455 §7.1.7: nothing counts behind a message that cannot be inflated
server open deflate=""
< c1 81 00000000 06 c1 87 00000000 f2 48 cd c9 c9 07 00
> 88 19 03ea "invalid compressed data"
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
