# RFC 6455 §10.4, §7.4.1: a message must not stay incomplete for ever (1008)
client open message-timeout=60s
< 01 01 "a"
@ +59s
< 00 01 "b"
@ +1s
> 88 91 %mask 03f0 "message timeout"
< eof
> eof
! closed 1006 unclean sent=1008 cause=message-timeout
