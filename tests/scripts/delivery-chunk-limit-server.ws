# RFC 6455 §10.4: the limit holds for messages that are handed out in parts
server open delivery=chunk max-message=10
< 02 86 00000000 "012345"
! chunk binary "012345"
< 80 85 00000000
> 88 44 03f1 "frame with 5 bytes after reading 6 bytes exceeds limit of 10 bytes"
> eof
! closed 1006 unclean sent=1009 cause=message-too-big
