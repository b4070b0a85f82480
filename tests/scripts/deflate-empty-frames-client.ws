# RFC 7692 §6.1: frames of a compressed message may be empty, the last one too
client open deflate=""
< 41 00
< 00 07 f2 48 cd c9 c9 07 00
< 00 00
< 80 00
! text "Hello"
