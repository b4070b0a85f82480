# RFC 1951 §3.2.3: there is no block type 3
server open deflate=""
< c2 81 00000000 06
> 88 19 03ea "invalid compressed data"
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
