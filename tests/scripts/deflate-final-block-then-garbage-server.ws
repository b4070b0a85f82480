# RFC 7692 §7.2.2: what stands behind a final block is judged as well
server open deflate=""
< c1 88 00000000 f3 48 cd c9 c9 07 00 ff
> 88 19 03ea "invalid compressed data"
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
