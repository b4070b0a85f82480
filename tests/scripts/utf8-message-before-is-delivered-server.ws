# RFC 6455 §8.1: what was right before the mistake is delivered
server open
< 81 81 00000000 "a"
< 81 82 00000000 "b" ff
! text "a"
> 88 22 03ef "invalid start byte at position 1"
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
