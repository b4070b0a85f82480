# RFC 1951 §3.2.7: blocks with tables of their own, over many frames
client open deflate=""
< 42 08 94 ca cb 09 80 30 10 04
< 00 08 d0 56 a6 00 0f fe 15 ac
< 00 08 26 c1 09 82 4b 16 74 21
< 00 08 ed 6b 0b 73 7d bc 1e d9
< 00 08 23 8c 2f bc 20 93 0f bc
< 00 08 22 2e a2 25 b3 0e 91 6e
< 00 08 fe 42 9c de ea 81 41 da
< 00 08 a3 b4 27 69 cf d2 5e a4
< 80 08 bd 4a 7b 93 f6 2e ed 0f
! binary "0 bottles of beer on the wall, take one down; " "1 bottles of beer on the wall, take one down; " "2 bottles of beer on the wall, take one down; " "3 bottles of beer on the wall, take one down; " "4 bottles of beer on the wall, take one down; " "5 bottles of beer on the wall, take one down; " "6 bottles of beer on the wall, take one down; " "7 bottles of beer on the wall, take one down; " "8 bottles of beer on the wall, take one down; "
