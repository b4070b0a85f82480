# RFC 6455 §10.4: the longest frame that can be announced is refused on its header alone (code 1009,
# §7.4.1)
server open
< 82 ff 7fffffffffffffff 00000000
> 88 45 03f1 "frame with 9223372036854775807 bytes exceeds limit of 1048576 bytes"
> eof
! closed 1006 unclean sent=1009 cause=message-too-big
