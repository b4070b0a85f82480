# RFC 6455 §5.2: opcode 3 is reserved for further non-control frames
server open
< 83 80 00000000
> 88 10 03ea "invalid opcode"
> eof
! closed 1006 unclean sent=1002 cause=invalid-opcode
