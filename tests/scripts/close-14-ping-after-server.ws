# RFC 6455 §5.5.2: a ping is answered, unless a close frame came before it
server open
< 88 82 00000000 03e8
< 89 81 00000000 "p"
> 88 02 03e8
> eof
! closed 1000 clean
