# RFC 6455 §5.2: opcode 3 is reserved for further non-control frames
client open
< 83 00
> 88 90 %mask 03ea "invalid opcode"
< eof
> eof
! closed 1006 unclean sent=1002 cause=invalid-opcode
