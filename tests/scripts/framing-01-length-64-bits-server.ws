# RFC 6455 §5.2: the most significant bit of a 64-bit length must be 0, also if it is the only one
server open
< 82 ff 8000000000000000 00000000
> 88 18 03ea "length exceeds 63 bits"
> eof
! closed 1006 unclean sent=1002 cause=length-too-large
