# RFC 6455 §5.5.1: a close frame may be empty
server open
close
> 88 00
< 88 80 00000000
> eof
! closed 1005 clean sent=1005 order=sent-then-received
