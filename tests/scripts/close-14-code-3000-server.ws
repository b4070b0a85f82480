# RFC 6455 §7.4: code 3000 may be in a close frame (the first for libraries)
server open
< 88 82 00000000 0bb8
> 88 02 0bb8
> eof
! closed 3000 clean sent=3000
