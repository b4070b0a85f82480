# RFC 7692 §7.2.3.6: an empty message is one empty block; RSV1 may be missing too
client open deflate=""
< c1 01 00
! text
< c2 01 00
! binary
< 81 00
! text
