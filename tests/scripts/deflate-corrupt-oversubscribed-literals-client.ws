# RFC 1951 §3.2.2: a table of literals must not be over-subscribed
client open deflate=""
< c2 12 04 c0 01 05 00 00 00 00 a0 ea ff e8 02 00 00 00 00 00
> 88 99 %mask 03ea "invalid compressed data"
< eof
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
