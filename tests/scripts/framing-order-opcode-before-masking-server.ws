# RFC 6455 §5.2: of two mistakes in one header, the opcode is judged before masking
server open
< 83 00
> 88 10 03ea "invalid opcode"
> eof
! closed 1006 unclean sent=1002 cause=invalid-opcode
