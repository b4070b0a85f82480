# RFC 7692 §7.2.3.1: RSV1 stands on the first of two frames and counts for both
server open deflate=""
< 41 83 00000000 f2 48 cd
< 80 84 00000000 c9 c9 07 00
! text "Hello"
