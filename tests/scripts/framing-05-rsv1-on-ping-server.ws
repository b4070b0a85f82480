# RFC 6455 §5.2: reserved bits must be 0 on control frames too
server open
< c9 80 00000000
> 88 19 03ea "reserved bits must be 0"
> eof
! closed 1006 unclean sent=1002 cause=reserved-bits
