# RFC 6455 §5.5.1: as many answers as there are messages in front of the close frame, in as many steps as they need
server open echo=on
< 200*(81 81 00000000 "x") 88 80 00000000
! 200*text "x"
> 200*(81 01 "x") 88 00
> eof
! closed 1005 clean sent=1005 cause=none
