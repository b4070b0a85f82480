# RFC 6455 §5.7: the examples of the specification, as a client meets them
client open
< 81 05 48656c6c6f
! text "Hello"
< 01 03 48656c
< 80 02 6c6f
! text "Hello"
< 89 05 48656c6c6f
> 8a 85 %mask "Hello"
! ping "Hello"
< 82 7e 0100 256*"x"
! binary 256*"x"
< 82 7f 0000000000010000 65536*"x"
! binary 65536*"x"
