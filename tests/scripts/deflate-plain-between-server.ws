# RFC 7692 §7.2.2: messages without RSV1 are legal, and do not enter the window
server open deflate=""
< c1 87 00000000 f2 48 cd c9 c9 07 00
! text "Hello"
< 81 85 00000000 "Jumbo"
! text "Jumbo"
< c1 85 00000000 f2 00 11 00 00
! text "Hello"
< 01 81 00000000 "J"
< 80 84 00000000 "umbo"
! text "Jumbo"
< c1 85 00000000 f2 00 11 00 00
! text "Hello"
