# RFC 7692 §7.2.3.3: a block may be stored
server open deflate=""
< c1 8b 00000000 00 05 00 fa ff "Hello" 00
! text "Hello"
< c1 85 00000000 f2 00 11 00 00
! text "Hello"
