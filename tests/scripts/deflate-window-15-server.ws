# RFC 1951 §3.2.5: a distance of 32768 reaches over many messages
server open deflate=""
< c2 85 00000000 4a 4c 4a 06 00
! binary "abc"
< c2 fe 3e86 00000000 00 80 3e 7f c1 16000*00 00
! binary 16000*00
< c2 a1 00000000 ec c1 01 01 00 00 00 82 20 ff af 6e 48 40 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 1c 1b 00
! binary 16765*00
< c1 85 00000000 02 de ff 0f 00
! text "abc"
< c1 84 00000000 02 22 00 00
! text "abc"
< c1 86 00000000 aa 00 de ff 0f 00
! text "x" 3*00
