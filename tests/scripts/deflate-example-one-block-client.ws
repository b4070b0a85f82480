# RFC 7692 §7.2.3.1: a message in one block; compressed text and binary have RSV1
client open deflate=""
< c1 07 f2 48 cd c9 c9 07 00
! text "Hello"
< c2 07 f2 48 cd c9 c9 07 00
! binary "Hello"
