# RFC 6455 §8.1: text is judged once it is inflated
client open deflate=""
< c2 05 4a 4c fa 0f 00
! binary "ab" ff
< c1 05 4a 4c fa 0f 00
> 88 a2 %mask 03ef "invalid start byte at position 2"
< eof
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
