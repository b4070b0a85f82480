# RFC 6455 §5.2: reserved bits must be 0 on continuation frames too
server open
< 02 81 00000000 "a"
< c0 81 00000000 "b"
> 88 19 03ea "reserved bits must be 0"
> eof
! closed 1006 unclean sent=1002 cause=reserved-bits
