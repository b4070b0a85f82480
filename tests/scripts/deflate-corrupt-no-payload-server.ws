# RFC 7692 §7.2.2: a compressed message has at least one byte, since a tail alone is no block
server open deflate=""
< c1 80 00000000
> 88 19 03ea "invalid compressed data"
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
