# RFC 6455 §7.4: code 4000 may be in a close frame (the first for private use)
server open
< 88 82 00000000 0fa0
> 88 02 0fa0
> eof
! closed 4000 clean sent=4000
