# RFC 6455 §10.4, §7.4.1: a message beyond the limit is refused on its header alone (1009)
client open max-message=10
< 81 0b
> 88 af %mask 03f1 "frame with 11 bytes exceeds limit of 10 bytes"
< eof
> eof
! closed 1006 unclean sent=1009 cause=message-too-big
