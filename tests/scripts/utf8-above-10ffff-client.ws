# RFC 6455 §8.1, RFC 3629 §3: F4 90 is beyond U+10FFFF
client open
< 81 0a f490
> 88 a9 %mask 03ef "invalid continuation byte at position 0"
< eof
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
