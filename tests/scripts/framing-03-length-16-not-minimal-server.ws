# RFC 6455 §5.2: the minimal number of bytes must be used to encode the length (125 in 16 bits)
server open
< 82 fe 007d 00000000
> 88 1e 03ea "length not minimally encoded"
> eof
! closed 1006 unclean sent=1002 cause=length-not-minimal
