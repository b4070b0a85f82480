# RFC 7692 §7.2.2: blocks behind a final one are of the same message and window
client open deflate=""
< c1 0c f3 48 cd c9 c9 07 00 f2 00 11 00 00
! text "HelloHello"
