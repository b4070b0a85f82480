# RFC 6455 §5.2: reserved bits must be 0 on continuation frames too
client open
< 02 01 "a"
< c0 01 "b"
> 88 99 %mask 03ea "reserved bits must be 0"
< eof
> eof
! closed 1006 unclean sent=1002 cause=reserved-bits
