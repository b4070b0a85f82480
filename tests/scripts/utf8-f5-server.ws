# RFC 6455 §8.1, RFC 3629 §3: F5 begins no code point
server open
< 81 8a 00000000 "ab" f5
> 88 22 03ef "invalid start byte at position 2"
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
