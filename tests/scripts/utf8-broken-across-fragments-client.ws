# RFC 6455 §8.1, RFC 3629 §3: the second fragment does not go on with the code point that the first
# one began
client open
< 01 03 "a" e282
< 00 05 "b"
> 88 a9 %mask 03ef "invalid continuation byte at position 1"
< eof
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
