# RFC 6455 §5.2: the length of a payload of 65536 bytes is encoded in 64 bits
client open high-water=100000
< 82 7f 0000000000010000 65536*"a"
! binary 65536*"a"
send binary 65536*"b"
> 82 ff 0000000000010000 %mask 65536*"b"
