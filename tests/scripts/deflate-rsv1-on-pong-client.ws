# RFC 7692 §6.1: control frames are not compressed
client open deflate=""
< ca 00
> 88 99 %mask 03ea "reserved bits must be 0"
< eof
> eof
! closed 1006 unclean sent=1002 cause=reserved-bits
