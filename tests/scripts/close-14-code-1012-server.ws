# RFC 6455 §7.4: code 1012 may be in a close frame (registered with IANA)
server open
< 88 82 00000000 03f4
> 88 02 03f4
> eof
! closed 1012 clean sent=1012
