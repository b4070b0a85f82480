# RFC 1951 §3.2: nothing comes before the first message
client open deflate=""
< c1 05 4a 04 42 00 00
> 88 99 %mask 03ea "invalid compressed data"
< eof
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
