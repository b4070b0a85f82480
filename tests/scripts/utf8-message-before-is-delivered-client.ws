# RFC 6455 §8.1: what was right before the mistake is delivered
client open
< 81 01 "a"
< 81 02 "b" ff
! text "a"
> 88 a2 %mask 03ef "invalid start byte at position 1"
< eof
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
