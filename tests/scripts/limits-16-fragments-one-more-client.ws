# RFC 6455 §10.4, §7.4.1: the limit is for all fragments together
client open max-message=10
< 02 04 "0123"
< 00 01 "4"
< 80 06
> 88 c4 %mask 03f1 "frame with 6 bytes after reading 5 bytes exceeds limit of 10 bytes"
< eof
> eof
! closed 1006 unclean sent=1009 cause=message-too-big
