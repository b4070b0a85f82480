# RFC 6455 §7.1.1: a peer that does not answer our close frame is not waited for longer than the
# timeout
client open close-timeout=10s
close 1000
> 88 82 %mask 03e8
@ +9s
wants-read on
@ +1s
> eof
! closed 1006 unclean sent=1000 cause=close-timeout
wants-read off
