# RFC 6455 §10.4, §7.4.1: a message in one frame must not stay incomplete for ever either (1008)
client open message-timeout=5s
< 81 02 "a"
@ +4s
@ +1s
> 88 91 %mask 03f0 "message timeout"
< eof
> eof
! closed 1006 unclean sent=1008 cause=message-timeout
