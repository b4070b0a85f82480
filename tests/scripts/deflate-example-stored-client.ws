# RFC 7692 §7.2.3.3: a block may be stored
client open deflate=""
< c1 0b 00 05 00 fa ff "Hello" 00
! text "Hello"
< c1 05 f2 00 11 00 00
! text "Hello"
