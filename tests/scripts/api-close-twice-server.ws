# RFC 6455 §5.5.1: at most one close frame is sent; closing again does nothing
server open
close 1000
> 88 02 03e8
close 1001 "again"
< 88 82 00000000 03e8
> eof
! closed 1000 clean sent=1000
close 1000
