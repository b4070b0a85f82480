# RFC 6455 §8.1: text that is handed out in parts is judged all the same
server open delivery=frame
< 01 81 00000000 "a"
! chunk text "a"
< 00 82 00000000 "b" ff
> 88 22 03ef "invalid start byte at position 2"
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
