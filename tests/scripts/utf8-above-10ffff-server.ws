# RFC 6455 §8.1, RFC 3629 §3: F4 90 is beyond U+10FFFF
server open
< 81 8a 00000000 f490
> 88 29 03ef "invalid continuation byte at position 0"
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
