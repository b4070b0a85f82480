# RFC 1951 §3.2.7: the first code length cannot repeat the one before
server open deflate=""
< c2 8d 00000000 04 00 12 00 00 00 00 00 00 00 00 00 00
> 88 19 03ea "invalid compressed data"
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
