# RFC 6455 §8.1, RFC 3629 §3: a code point may be split between four fragments
client open
< 01 01 f0
< 00 01 9f
< 00 00
< 00 01 98
< 80 01 80
! text "😀"
