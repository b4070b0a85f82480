# RFC 1951 §3.2.6: the distance codes 30 and 31 do not occur
client open deflate=""
< c2 05 4a 04 3e 00 00
> 88 99 %mask 03ea "invalid compressed data"
< eof
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
