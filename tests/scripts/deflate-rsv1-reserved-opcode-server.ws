# RFC 6455 §5.2: RSV1 does not make a reserved opcode a known one
server open deflate=""
< c3 80 00000000
> 88 10 03ea "invalid opcode"
> eof
! closed 1006 unclean sent=1002 cause=invalid-opcode
