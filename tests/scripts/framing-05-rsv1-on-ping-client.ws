# RFC 6455 §5.2: reserved bits must be 0 on control frames too
client open
< c9 00
> 88 99 %mask 03ea "reserved bits must be 0"
< eof
> eof
! closed 1006 unclean sent=1002 cause=reserved-bits
