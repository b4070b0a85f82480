# RFC 7692 §7.2.3.2: a message may refer to the one before
client open deflate=""
< c1 07 f2 48 cd c9 c9 07 00
! text "Hello"
< c1 05 f2 00 11 00 00
! text "Hello"
