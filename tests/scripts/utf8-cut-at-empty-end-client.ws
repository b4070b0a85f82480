# RFC 6455 §8.1, RFC 3629 §3: a message must not end inside a code point, though its last fragment
# is empty
client open
< 01 03 "a" e282
< 80 00
> 88 a6 %mask 03ef "unexpected end of data at position 1"
< eof
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
