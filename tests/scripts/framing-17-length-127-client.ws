# RFC 6455 §5.2: the length of a payload of 127 bytes is encoded in 16 bits
client open high-water=100000
< 82 7e 007f 127*"a"
! binary 127*"a"
send binary 127*"b"
> 82 fe 007f %mask 127*"b"
