# RFC 6455 §7.1.4: the connection is not closed cleanly if the peer does not send its close frame
client open
close 1000
> 88 82 %mask 03e8
< eof
> eof
! closed 1006 unclean sent=1000 cause=eof order=none
