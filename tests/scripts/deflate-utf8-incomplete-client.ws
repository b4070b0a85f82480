# RFC 6455 §8.1: a compressed text must not end inside a code point
client open deflate=""
< c1 05 4a 4c 3a 07 00
> 88 a6 %mask 03ef "unexpected end of data at position 2"
< eof
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
