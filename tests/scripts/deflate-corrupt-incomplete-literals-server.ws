# RFC 1951 §3.2.2: a table of literals must not be incomplete
server open deflate=""
< c2 92 00000000 04 c0 01 05 00 00 00 80 80 fe af 0e 02 00 00 00 00 00
> 88 19 03ea "invalid compressed data"
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
