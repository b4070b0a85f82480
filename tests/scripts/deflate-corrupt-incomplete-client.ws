# RFC 1951 §3.2.2: a table of code lengths must not be incomplete
client open deflate=""
< c2 0c 04 00 24 01 00 00 00 00 00 00 00 00
> 88 99 %mask 03ea "invalid compressed data"
< eof
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
