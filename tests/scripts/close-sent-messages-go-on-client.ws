# RFC 6455 §5.5.1: what the peer sends before its own close frame is delivered
client open
close 1000
> 88 82 %mask 03e8
< 81 01 "a"
! text "a"
< 02 01 "b"
< 80 00
! binary "b"
< 88 02 03e8
< eof
> eof
! closed 1000 clean sent=1000
