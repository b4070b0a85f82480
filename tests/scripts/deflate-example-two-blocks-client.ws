# RFC 7692 §7.2.3.5: a message may have several blocks, empty ones among them
client open deflate=""
< c1 0d f2 48 05 00 00 00 ff ff ca c9 c9 07 00
! text "Hello"
