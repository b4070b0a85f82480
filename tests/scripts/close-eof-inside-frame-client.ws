# RFC 6455 §7.1.5: the stream may end anywhere; an incomplete message is not delivered
client open
< 81 01 "a"
< 81 05 "b"
! text "a"
< eof
> eof
! closed 1006 unclean sent=none cause=eof
