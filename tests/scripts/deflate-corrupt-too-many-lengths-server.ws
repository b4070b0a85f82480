# RFC 1951 §3.2.7: the code lengths must not run over their number
server open deflate=""
< c2 8e 00000000 04 00 90 e0 ff 1f 00 00 00 00 00 00 00 00
> 88 19 03ea "invalid compressed data"
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
