# RFC 6455 §7.1.7: a failure after our close frame does not send another one
server open
close 1000
> 88 02 03e8
< 83 80 00000000
> eof
! closed 1006 unclean sent=1000 cause=invalid-opcode order=none
