# RFC 6455 §5.5.2: a pong that still waits when a close frame comes is not sent any more
server open high-water=1000 low-water=100
block
send binary 1000*00
< 89 81 00000000 "p"
! ping "p"
< 88 82 00000000 03e8
! closed 1000 clean
unblock
> 82 7e 03e8 1000*00
> 88 02 03e8
> eof
