# RFC 7692 §7.2.2: what was not compressed cannot be referred to
server open deflate=""
< 81 85 00000000 "Hello"
! text "Hello"
< c1 85 00000000 f2 00 11 00 00
> 88 19 03ea "invalid compressed data"
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
