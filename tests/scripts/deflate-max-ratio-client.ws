# hostile: a message that is more than so many times what came is refused
client open deflate="" max-ratio=50
< c1 07 f2 48 cd c9 c9 07 00
! text "Hello"
< c2 55 ec c1 31 01 00 00 00 c2 a0 f5 4f 6d 09 4f a0 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 80 b7 01
> 88 a2 %mask 03f1 "compressed data expands too much"
< eof
> eof
! closed 1006 unclean sent=1009 cause=compression-bomb
