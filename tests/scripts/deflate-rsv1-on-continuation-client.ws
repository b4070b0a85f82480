# RFC 7692 §6.1: RSV1 must not stand on a frame that is not the first
client open deflate=""
< 41 03 f2 48 cd
< c0 04 c9 c9 07 00
> 88 99 %mask 03ea "reserved bits must be 0"
< eof
> eof
! closed 1006 unclean sent=1002 cause=reserved-bits
