# RFC 6455 §5.4: what is inflated may be handed out as it arrives
server open deflate="" delivery=chunk
< c1 94 00000000 f2 48 cd c9 c9 d7 51 00 00 00 00 ff ff
! chunk text "Hello, "
< 0a cf 2f ca 49 01 00
! chunk text last "World"
< c2 83 00000000 aa 00 00
! chunk binary last "x"
