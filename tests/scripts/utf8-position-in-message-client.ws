# RFC 6455 §8.1, RFC 3629 §3: the position counts from the beginning of the message, over all its
# fragments
client open
< 01 03 "abc"
< 00 09 "de" ff
> 88 a2 %mask 03ef "invalid start byte at position 5"
< eof
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
