# hostile: the ratio is judged before the message is complete
server open deflate="" max-ratio=50 max-message=none
< 42 fe 341a 00000000 62 18 1015*(05 a3 60 14 8c 82 51 30 0a 46 c1 28 18)
> 88 22 03f1 "compressed data expands too much"
> eof
! closed 1006 unclean sent=1009 cause=compression-bomb
