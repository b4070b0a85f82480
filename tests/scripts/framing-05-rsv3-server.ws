# RFC 6455 §5.2: RSV3 must be 0 unless an extension gave it a meaning
server open
< 92 80 00000000
> 88 19 03ea "reserved bits must be 0"
> eof
! closed 1006 unclean sent=1002 cause=reserved-bits
