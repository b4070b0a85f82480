# RFC 7692 §6.1: control frames are not compressed
server open deflate=""
< c9 87 00000000 f2 48 cd c9 c9 07 00
> 88 19 03ea "reserved bits must be 0"
> eof
! closed 1006 unclean sent=1002 cause=reserved-bits
