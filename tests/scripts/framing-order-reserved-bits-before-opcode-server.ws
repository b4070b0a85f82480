# RFC 6455 §5.2: of two mistakes in one header, reserved bits are judged before the opcode
server open
< f3 80 00000000
> 88 19 03ea "reserved bits must be 0"
> eof
! closed 1006 unclean sent=1002 cause=reserved-bits
