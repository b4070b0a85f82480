# RFC 7692 §6.1: RSV1 must not stand on a frame that is not the first
server open deflate=""
< 41 83 00000000 f2 48 cd
< c0 84 00000000 c9 c9 07 00
> 88 19 03ea "reserved bits must be 0"
> eof
! closed 1006 unclean sent=1002 cause=reserved-bits
