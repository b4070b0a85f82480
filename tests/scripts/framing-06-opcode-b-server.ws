# RFC 6455 §5.2: opcode B is reserved for further control frames
server open
< 8b 80 00000000
> 88 10 03ea "invalid opcode"
> eof
! closed 1006 unclean sent=1002 cause=invalid-opcode
