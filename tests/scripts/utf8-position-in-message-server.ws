# RFC 6455 §8.1, RFC 3629 §3: the position counts from the beginning of the message, over all its
# fragments
server open
< 01 83 00000000 "abc"
< 00 89 00000000 "de" ff
> 88 22 03ef "invalid start byte at position 5"
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
