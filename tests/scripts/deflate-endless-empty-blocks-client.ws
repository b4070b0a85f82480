# hostile: blocks without end and without a byte of output are refused
client open deflate=""
< c2 7f 0000000000100000 5000*(00 00 00 ff ff)
> 88 a2 %mask 03f1 "compressed data expands too much"
< eof
> eof
! closed 1006 unclean sent=1009 cause=compression-bomb
