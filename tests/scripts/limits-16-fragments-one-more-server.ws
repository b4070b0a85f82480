# RFC 6455 §10.4, §7.4.1: the limit is for all fragments together
server open max-message=10
< 02 84 00000000 "0123"
< 00 81 00000000 "4"
< 80 86 00000000
> 88 44 03f1 "frame with 6 bytes after reading 5 bytes exceeds limit of 10 bytes"
> eof
! closed 1006 unclean sent=1009 cause=message-too-big
