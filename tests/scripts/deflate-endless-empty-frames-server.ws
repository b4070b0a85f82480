# hostile: empty blocks in many small frames are refused as well
server open deflate=""
< 42 85 00000000 00 00 00 ff ff
< 3000*(00 85 00000000 00 00 00 ff ff)
> 88 22 03f1 "compressed data expands too much"
> eof
! closed 1006 unclean sent=1009 cause=compression-bomb
