# RFC 7692 §6.1: a message is compressed from its first frame on, or not at all
server open deflate=""
< 01 83 00000000 "Hel"
< c0 87 00000000 f2 48 cd c9 c9 07 00
> 88 19 03ea "reserved bits must be 0"
> eof
! closed 1006 unclean sent=1002 cause=reserved-bits
