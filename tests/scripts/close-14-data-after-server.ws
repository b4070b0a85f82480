# RFC 6455 §1.4, §5.5.1: what comes after a close frame is discarded
server open
< 88 82 00000000 03e8
> 88 02 03e8
> eof
! closed 1000 clean
< 81 81 00000000 "a"
< 83 80 00000000
