# RFC 6455 §8.1, RFC 3629 §3: a surrogate is refused at its second byte, before the rest of the
# frame
server open
< 81 8a 00000000 eda0
> 88 29 03ef "invalid continuation byte at position 0"
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
