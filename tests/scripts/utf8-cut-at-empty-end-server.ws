# RFC 6455 §8.1, RFC 3629 §3: a message must not end inside a code point, though its last fragment
# is empty
server open
< 01 83 00000000 "a" e282
< 80 80 00000000
> 88 26 03ef "unexpected end of data at position 1"
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
