# RFC 6455 §8.1, RFC 3629 §3: a message must not end inside a code point
server open
< 81 84 00000000 ceba e1bd
> 88 26 03ef "unexpected end of data at position 2"
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
