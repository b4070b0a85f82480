# RFC 6455 §7.4: code 4999 may be in a close frame (the last for private use)
client open
< 88 02 1387
> 88 82 %mask 1387
< eof
> eof
! closed 4999 clean sent=4999
