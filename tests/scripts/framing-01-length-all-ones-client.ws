# RFC 6455 §5.2: the most significant bit of a 64-bit length must be 0
client open
< 82 7f ffffffffffffffff
> 88 98 %mask 03ea "length exceeds 63 bits"
< eof
> eof
! closed 1006 unclean sent=1002 cause=length-too-large
