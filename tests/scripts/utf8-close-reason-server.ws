# RFC 6455 §5.5.1, §8.1: the reason in a close frame is UTF-8; the position counts in the reason
server open
< 88 85 00000000 03e8 "a" ffff
> 88 22 03ef "invalid start byte at position 1"
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
