# RFC 6455 §1.4: a second close frame is discarded
server open
< 88 82 00000000 03e8
< 88 87 00000000 03e9 "again"
> 88 02 03e8
> eof
! closed 1000 clean sent=1000 reason=""
