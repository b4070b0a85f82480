# RFC 6455 §10.4: what was handed out in chunks counts for the limit, which is used up
server open deflate="" delivery=chunk max-message=10
< 42 8c 00000000 32 34 32 36 31 35 03 00 00 00 ff ff
! chunk binary "123456"
< 80 88 00000000 4a 4c 4a 4e 49 4d 03 00
! chunk binary "abcd"
> 88 37 03f1 "frame after reading 6 bytes exceeds limit of 10 bytes"
> eof
! closed 1006 unclean sent=1009 cause=message-too-big
