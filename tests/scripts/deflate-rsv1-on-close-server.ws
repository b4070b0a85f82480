# RFC 7692 §6.1: control frames are not compressed
server open deflate=""
< c8 82 00000000 03e8
> 88 19 03ea "reserved bits must be 0"
> eof
! closed 1006 unclean sent=1002 cause=reserved-bits
