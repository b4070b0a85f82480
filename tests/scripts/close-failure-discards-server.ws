# RFC 6455 §7.1.7: after a failure nothing is processed any more
server open
< 83 80 00000000
< 81 81 00000000 "a"
< 88 82 00000000 03e8
> 88 10 03ea "invalid opcode"
> eof
! closed 1006 unclean sent=1002 cause=invalid-opcode
< 81 81 00000000 "a"
< eof
