# RFC 6455 §5.5.1: a close frame may be empty
client open
close
> 88 80 %mask
< 88 00
< eof
> eof
! closed 1005 clean sent=1005 order=sent-then-received
