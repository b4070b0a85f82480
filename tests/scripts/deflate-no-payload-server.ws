# RFC 7692 §7.2.3.6: compressors that make nothing of nothing, in place of a byte, are understood
server open deflate=""
< c1 80 00000000
! text ""
< c1 86 00000000 aa562a492d2e
> 88 19 03ea "invalid compressed data"
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
