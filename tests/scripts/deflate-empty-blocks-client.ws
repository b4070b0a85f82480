# RFC 1951 §3.2.4: a few hundred empty blocks are no message at all
client open deflate=""
< c2 7e 05dd 300*(00 00 00 ff ff) 00
! binary
