# RFC 6455 §5.2: the minimal number of bytes must be used to encode the length (125 in 64 bits)
client open
< 82 7f 000000000000007d
> 88 9e %mask 03ea "length not minimally encoded"
< eof
> eof
! closed 1006 unclean sent=1002 cause=length-not-minimal
