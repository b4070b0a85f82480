# hostile: blocks without end and without a byte of output are refused
server open deflate=""
< c2 ff 0000000000100000 00000000 5000*(00 00 00 ff ff)
> 88 22 03f1 "compressed data expands too much"
> eof
! closed 1006 unclean sent=1009 cause=compression-bomb
