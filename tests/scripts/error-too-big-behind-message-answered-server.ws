# hostile: a message beyond the limit takes nothing from the one in front of it
server open echo=on max-message=10
< 81 82 00000000 "hi" 82 8b 00000000
! text "hi"
> 81 02 "hi" 88 %rest
> eof
! closed 1006 unclean sent=1009 cause=message-too-big
