# hostile: so many times what came is allowed, and one byte more is not
server open deflate="" max-ratio=2
< c1 85 00000000 4a 84 03 00 00
! text 10*"a"
< c1 85 00000000 4a 44 00 00 00
> 88 22 03f1 "compressed data expands too much"
> eof
! closed 1006 unclean sent=1009 cause=compression-bomb
