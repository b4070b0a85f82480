# RFC 6455 §7.1.7: what came before the error counts, and can be answered
server open echo=on
< 81 82 00000000 "hi" 83 80 00000000
! text "hi"
> 81 02 "hi" 88 10 03ea "invalid opcode"
> eof
! closed 1006 unclean sent=1002 cause=invalid-opcode
