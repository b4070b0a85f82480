# RFC 6455 §7.4: code 1003 may be in a close frame (of RFC 6455)
server open
< 88 82 00000000 03eb
> 88 02 03eb
> eof
! closed 1003 clean sent=1003
