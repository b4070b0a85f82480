# RFC 6455 §8.1: text that cannot become valid any more fails before its end
client open deflate=""
< 41 0d 3a d0 a0 90 98 97 a2 90 9b 5f 94 0a 00
> 88 a2 %mask 03ef "invalid start byte at position 0"
< eof
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
