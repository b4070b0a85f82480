# RFC 1951 §3.2: nothing comes before the first message
server open deflate=""
< c1 85 00000000 4a 04 42 00 00
> 88 19 03ea "invalid compressed data"
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
