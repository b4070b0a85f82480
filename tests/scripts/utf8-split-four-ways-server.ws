# RFC 6455 §8.1, RFC 3629 §3: a code point may be split between four fragments
server open
< 01 81 00000000 f0
< 00 81 00000000 9f
< 00 80 00000000
< 00 81 00000000 98
< 80 81 00000000 80
! text "😀"
