# RFC 6455 §8.1: a compressed text must not end inside a code point
server open deflate=""
< c1 85 00000000 4a 4c 3a 07 00
> 88 26 03ef "unexpected end of data at position 2"
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
