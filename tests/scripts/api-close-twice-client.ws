# RFC 6455 §5.5.1: at most one close frame is sent; closing again does nothing
client open
close 1000
> 88 82 %mask 03e8
close 1001 "again"
< 88 02 03e8
< eof
> eof
! closed 1000 clean sent=1000
close 1000
