# RFC 6455 §5.2: the length of a payload of 125 bytes is encoded in 7 bits
server open high-water=100000
< 82 fd 00000000 125*"a"
! binary 125*"a"
send binary 125*"b"
> 82 7d 125*"b"
