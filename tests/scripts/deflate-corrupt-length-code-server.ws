# RFC 1951 §3.2.6: the length codes 286 and 287 do not occur
server open deflate=""
< c2 85 00000000 4a 1c 03 00 00
> 88 19 03ea "invalid compressed data"
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
