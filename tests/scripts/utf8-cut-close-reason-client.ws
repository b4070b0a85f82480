# RFC 6455 §5.5.1, §8.1: the reason in a close frame must not end inside a code point
client open
< 88 04 03e8 e282
> 88 a6 %mask 03ef "unexpected end of data at position 0"
< eof
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
