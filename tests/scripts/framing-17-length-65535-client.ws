# RFC 6455 §5.2: the length of a payload of 65535 bytes is encoded in 16 bits
client open high-water=100000
< 82 7e ffff 65535*"a"
! binary 65535*"a"
send binary 65535*"b"
> 82 fe ffff %mask 65535*"b"
