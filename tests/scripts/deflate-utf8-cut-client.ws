# RFC 6455 §8.1: frames of a compressed text may end anywhere in a code point
client open deflate=""
< 41 01 3a
< 00 01 b7
< 00 01 eb
< 00 01 7c
< 00 01 cf
< 00 01 f9
< 00 01 e6
< 00 01 73
< 00 01 7b
< 00 01 ce
< 00 01 6d
< 00 01 05
< 80 01 00
! text "κόσμε"
