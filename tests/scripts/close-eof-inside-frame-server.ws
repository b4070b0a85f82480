# RFC 6455 §7.1.5: the stream may end anywhere; an incomplete message is not delivered
server open
< 81 81 00000000 "a"
< 81 85 00000000 "b"
! text "a"
< eof
> eof
! closed 1006 unclean sent=none cause=eof
