# RFC 6455 §8.1, RFC 3629 §3: a surrogate is refused at its second byte, before the rest of the
# frame
client open
< 81 0a eda0
> 88 a9 %mask 03ef "invalid continuation byte at position 0"
< eof
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
