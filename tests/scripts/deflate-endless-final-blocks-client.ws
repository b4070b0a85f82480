# hostile: final blocks without a byte of output are refused as well
client open deflate=""
< c2 7f 0000000000100000 20000*(03 00)
> 88 a2 %mask 03f1 "compressed data expands too much"
< eof
> eof
! closed 1006 unclean sent=1009 cause=compression-bomb
