# RFC 7692 §7.2.2: a message must not end inside a block
server open deflate=""
< c1 83 00000000 f2 48 cd
> 88 19 03ea "invalid compressed data"
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
