# RFC 6455 §5.5.1, §8.1: the reason in a close frame is UTF-8; the position counts in the reason
client open
< 88 05 03e8 "a" ffff
> 88 a2 %mask 03ef "invalid start byte at position 1"
< eof
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
