# RFC 6455 §1.4: a second close frame is discarded
client open
< 88 02 03e8
< 88 07 03e9 "again"
> 88 82 %mask 03e8
< eof
> eof
! closed 1000 clean sent=1000 reason=""
