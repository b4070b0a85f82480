# RFC 6455 §7.4: code 3999 may be in a close frame (the last for libraries)
server open
< 88 82 00000000 0f9f
> 88 02 0f9f
> eof
! closed 3999 clean sent=3999
