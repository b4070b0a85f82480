# RFC 6455 §10.4, §7.4.1: a message must not stay incomplete for ever (1008)
server open message-timeout=60s
< 01 81 00000000 "a"
@ +59s
< 00 81 00000000 "b"
@ +1s
> 88 11 03f0 "message timeout"
> eof
! closed 1006 unclean sent=1008 cause=message-timeout
