# RFC 6455 §5.5.2: a ping is answered as long as no close frame came, though we sent ours
server open
close 1000
> 88 02 03e8
< 89 81 00000000 "p"
> 8a 01 "p"
! ping "p"
< 88 82 00000000 03e8
> eof
! closed 1000 clean
