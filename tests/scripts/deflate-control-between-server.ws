# RFC 7692 §6.1: control frames may stand between the frames of a compressed message
server open deflate=""
< 41 82 00000000 f2 48
< 89 82 00000000 "hi"
! ping "hi"
> 8a 02 "hi"
< 00 82 00000000 cd c9
< 8a 80 00000000
! pong latency=none
< 80 83 00000000 c9 07 00
! text "Hello"
