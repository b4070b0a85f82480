# RFC 6455 §7.1.5: the stream of a peer that does not wait for the answer
server open auto-close=off
< 88 80 00000000
! closing 1005
< eof
> eof
! closed 1005 unclean sent=none cause=eof
