# RFC 7692 §7.2.2: the tail must not become the length of a stored block
client open deflate=""
< c2 01 00
! binary
< c2 04 00 00 00 ff
> 88 99 %mask 03ea "invalid compressed data"
< eof
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
