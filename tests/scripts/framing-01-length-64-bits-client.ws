# RFC 6455 §5.2: the most significant bit of a 64-bit length must be 0, also if it is the only one
client open
< 82 7f 8000000000000000
> 88 98 %mask 03ea "length exceeds 63 bits"
< eof
> eof
! closed 1006 unclean sent=1002 cause=length-too-large
