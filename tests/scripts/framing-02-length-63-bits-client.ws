# RFC 6455 §10.4: the longest frame that can be announced is refused on its header alone (code 1009,
# §7.4.1)
client open
< 82 7f 7fffffffffffffff
> 88 c5 %mask 03f1 "frame with 9223372036854775807 bytes exceeds limit of 1048576 bytes"
< eof
> eof
! closed 1006 unclean sent=1009 cause=message-too-big
