# RFC 6455 §5.5.2: a pong that still waits when a close frame comes is not sent any more
client open high-water=1000 low-water=100
block
send binary 1000*00
< 89 01 "p"
! ping "p"
< 88 02 03e8
unblock
> 82 fe 03e8 %mask 1000*00
> 88 82 %mask 03e8
< eof
> eof
! closed 1000 clean
