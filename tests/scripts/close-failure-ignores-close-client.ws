# RFC 6455 §7.1.7: a client that fails the connection reads on, and does not heed a close frame
client open
< 83 00
> 88 90 %mask 03ea "invalid opcode"
< 88 02 03e8
< 81 01 "a"
< eof
> eof
! closed 1006 unclean sent=1002 cause=invalid-opcode order=none
