# RFC 7692 §7.2.3.4: a final block ends neither the message nor the context
client open deflate=""
< c1 08 f3 48 cd c9 c9 07 00 00
! text "Hello"
< c1 05 f2 00 11 00 00
! text "Hello"
