# RFC 6455 §5.5.2: a ping is answered, unless a close frame came before it
client open
< 88 02 03e8
< 89 01 "p"
> 88 82 %mask 03e8
< eof
> eof
! closed 1000 clean
