# RFC 6455 §5.3: what is masked was compressed before; RFC 7692 §7.2.3.1
server open deflate=""
< c1 87 37fa213d c5 b2 ec f4 fe fd 21
! text "Hello"
