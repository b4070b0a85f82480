# RFC 7692 §7.2.3.6: an empty message is one empty block; RSV1 may be missing too
server open deflate=""
< c1 81 00000000 00
! text
< c2 81 00000000 00
! binary
< 81 80 00000000
! text
