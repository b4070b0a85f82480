# RFC 7692 §7.2.1: the tail is cut off, since a second one behind it is no block
client open deflate=""
< c1 0b f2 48 cd c9 c9 07 00 00 00 ff ff
> 88 99 %mask 03ea "invalid compressed data"
< eof
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
