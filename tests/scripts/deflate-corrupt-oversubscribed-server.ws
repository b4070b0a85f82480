# RFC 1951 §3.2.2: a table of code lengths must not be over-subscribed
server open deflate=""
< c2 8c 00000000 04 00 92 04 00 00 00 00 00 00 00 00
> 88 19 03ea "invalid compressed data"
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
