# RFC 6455 §10.4, §7.4.1: a message beyond the limit is refused on its header alone (1009)
server open max-message=10
< 81 8b 00000000
> 88 2f 03f1 "frame with 11 bytes exceeds limit of 10 bytes"
> eof
! closed 1006 unclean sent=1009 cause=message-too-big
