# RFC 7692 §7.2.3.2: a message may refer to the one before
server open deflate=""
< c1 87 00000000 f2 48 cd c9 c9 07 00
! text "Hello"
< c1 85 00000000 f2 00 11 00 00
! text "Hello"
