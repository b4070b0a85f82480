# RFC 6455 §8.1, RFC 3629 §3: 80 begins no code point
client open
< 81 0a 80
> 88 a2 %mask 03ef "invalid start byte at position 0"
< eof
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
