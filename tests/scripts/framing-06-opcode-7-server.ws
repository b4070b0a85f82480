# RFC 6455 §5.2: opcode 7 is reserved for further non-control frames
server open
< 87 80 00000000
> 88 10 03ea "invalid opcode"
> eof
! closed 1006 unclean sent=1002 cause=invalid-opcode
