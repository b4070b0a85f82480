# RFC 6455 §7.1.5: the message in front of an end without close frame is handed out, and answered if that is fast
server open echo=on
< 81 82 00000000 "hi"
! text "hi"
> 81 02 "hi"
< eof
> eof
! closed 1006 unclean sent=none cause=eof
