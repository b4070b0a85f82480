# RFC 6455 §5.2: the length of a payload of 126 bytes is encoded in 16 bits
server open high-water=100000
< 82 fe 007e 00000000 126*"a"
! binary 126*"a"
send binary 126*"b"
> 82 7e 007e 126*"b"
