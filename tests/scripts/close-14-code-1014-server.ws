# RFC 6455 §7.4: code 1014 may be in a close frame (registered with IANA)
server open
< 88 82 00000000 03f6
> 88 02 03f6
> eof
! closed 1014 clean sent=1014
