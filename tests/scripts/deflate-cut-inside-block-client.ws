# RFC 7692 §7.2.2: a message must not end inside a block
client open deflate=""
< c1 03 f2 48 cd
> 88 99 %mask 03ea "invalid compressed data"
< eof
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
