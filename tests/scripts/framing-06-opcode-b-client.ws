# RFC 6455 §5.2: opcode B is reserved for further control frames
client open
< 8b 00
> 88 90 %mask 03ea "invalid opcode"
< eof
> eof
! closed 1006 unclean sent=1002 cause=invalid-opcode
