# RFC 6455 §10.4, §7.4.1: a message in one frame must not stay incomplete for ever either (1008)
server open message-timeout=5s
< 81 82 00000000 "a"
@ +4s
@ +1s
> 88 11 03f0 "message timeout"
> eof
! closed 1006 unclean sent=1008 cause=message-timeout
