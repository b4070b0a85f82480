# RFC 1951 §3.2.4: stored blocks of one byte make a message six times its size
server open deflate=""
< c2 fe ea61 00000000 10000*(00 01 00 fe ff 61) 00
! binary 10000*"a"
