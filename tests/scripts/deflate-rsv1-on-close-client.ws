# RFC 7692 §6.1: control frames are not compressed
client open deflate=""
< c8 02 03e8
> 88 99 %mask 03ea "reserved bits must be 0"
< eof
> eof
! closed 1006 unclean sent=1002 cause=reserved-bits
