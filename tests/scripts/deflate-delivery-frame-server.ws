# RFC 6455 §5.4: frame by frame, what each one of a compressed message inflates to
server open deflate="" delivery=frame
< 41 8d 00000000 f2 48 cd c9 c9 d7 51 00 00 00 00 ff ff
! chunk text "Hello, "
< 00 80 00000000
! chunk text
< 80 87 00000000 0a cf 2f ca 49 01 00
! chunk text last "World"
< c2 83 00000000 aa 00 00
! chunk binary last "x"
