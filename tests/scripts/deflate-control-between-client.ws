# RFC 7692 §6.1: control frames may stand between the frames of a compressed message
client open deflate=""
< 41 02 f2 48
< 89 02 "hi"
! ping "hi"
> 8a 82 %mask "hi"
< 00 02 cd c9
< 8a 00
! pong latency=none
< 80 03 c9 07 00
! text "Hello"
