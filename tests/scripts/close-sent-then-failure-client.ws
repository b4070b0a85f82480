# RFC 6455 §7.1.7: a failure after our close frame does not send another one
client open
close 1000
> 88 82 %mask 03e8
< 83 00
< eof
> eof
! closed 1006 unclean sent=1000 cause=invalid-opcode order=none
