# RFC 7692 §6.1: frames of a compressed message may be empty, the last one too
server open deflate=""
< 41 80 00000000
< 00 87 00000000 f2 48 cd c9 c9 07 00
< 00 80 00000000
< 80 80 00000000
! text "Hello"
