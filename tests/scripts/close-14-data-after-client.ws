# RFC 6455 §1.4, §5.5.1: what comes after a close frame is discarded
client open
< 88 02 03e8
> 88 82 %mask 03e8
< 81 01 "a"
< 83 00
< eof
> eof
! closed 1000 clean
