# RFC 6455 §5.2: RSV2 must be 0 unless an extension gave it a meaning
client open
< a2 00
> 88 99 %mask 03ea "reserved bits must be 0"
< eof
> eof
! closed 1006 unclean sent=1002 cause=reserved-bits
