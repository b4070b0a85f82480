# RFC 7692 §6: permessage-deflate gives RSV1 a meaning, not RSV2
server open deflate=""
< e1 87 00000000 f2 48 cd c9 c9 07 00
> 88 19 03ea "reserved bits must be 0"
> eof
! closed 1006 unclean sent=1002 cause=reserved-bits
