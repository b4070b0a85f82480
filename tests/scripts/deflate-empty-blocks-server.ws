# RFC 1951 §3.2.4: a few hundred empty blocks are no message at all
server open deflate=""
< c2 fe 05dd 00000000 300*(00 00 00 ff ff) 00
! binary
