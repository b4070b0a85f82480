# RFC 6455 §7.4: code 4999 may be in a close frame (the last for private use)
server open
< 88 82 00000000 1387
> 88 02 1387
> eof
! closed 4999 clean sent=4999
