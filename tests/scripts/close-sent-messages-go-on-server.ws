# RFC 6455 §5.5.1: what the peer sends before its own close frame is delivered
server open
close 1000
> 88 02 03e8
< 81 81 00000000 "a"
! text "a"
< 02 81 00000000 "b"
< 80 80 00000000
! binary "b"
< 88 82 00000000 03e8
> eof
! closed 1000 clean sent=1000
