# RFC 6455 §5.5.2: a ping is answered as long as no close frame came, though we sent ours
client open
close 1000
> 88 82 %mask 03e8
< 89 01 "p"
> 8a 81 %mask "p"
! ping "p"
< 88 02 03e8
< eof
> eof
! closed 1000 clean
