# RFC 6455 §8.1, RFC 3629 §3: the second fragment does not go on with the code point that the first
# one began
server open
< 01 83 00000000 "a" e282
< 00 85 00000000 "b"
> 88 29 03ef "invalid continuation byte at position 1"
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
