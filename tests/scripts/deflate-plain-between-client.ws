# RFC 7692 §7.2.2: messages without RSV1 are legal, and do not enter the window
client open deflate=""
< c1 07 f2 48 cd c9 c9 07 00
! text "Hello"
< 81 05 "Jumbo"
! text "Jumbo"
< c1 05 f2 00 11 00 00
! text "Hello"
< 01 01 "J"
< 80 04 "umbo"
! text "Jumbo"
< c1 05 f2 00 11 00 00
! text "Hello"
