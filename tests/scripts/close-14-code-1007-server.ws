# RFC 6455 §7.4: code 1007 may be in a close frame (of RFC 6455)
server open
< 88 82 00000000 03ef
> 88 02 03ef
> eof
! closed 1007 clean sent=1007
