# RFC 6455 §5.5.1: after our close frame messages are not waited for
client open idle-timeout=5s close-timeout=60s
close 1000
> 88 82 %mask 03e8
@ +59s
@ +1s
> eof
! closed 1006 unclean sent=1000 cause=close-timeout
