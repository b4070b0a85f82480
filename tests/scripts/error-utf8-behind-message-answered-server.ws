# RFC 6455 §8.1: the same when the error is in a payload
server open echo=on
< 81 82 00000000 "hi" 81 81 00000000 ff
! text "hi"
> 81 02 "hi" 88 %rest
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
