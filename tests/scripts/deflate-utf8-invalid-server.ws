# RFC 6455 §8.1: text is judged once it is inflated
server open deflate=""
< c2 85 00000000 4a 4c fa 0f 00
! binary "ab" ff
< c1 85 00000000 4a 4c fa 0f 00
> 88 22 03ef "invalid start byte at position 2"
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
