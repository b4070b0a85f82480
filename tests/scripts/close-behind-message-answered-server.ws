# RFC 6455 §5.5.1: an answer to the message in front of a close frame goes out before the echo of the close
server open echo=on
< 81 82 00000000 "hi" 82 81 00000000 ff 88 82 00000000 03e8
! text "hi"
! binary ff
> 81 02 "hi" 82 01 ff 88 02 03e8
> eof
! closed 1000 clean sent=1000 cause=none order=received-then-sent
