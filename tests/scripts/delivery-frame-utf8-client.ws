# RFC 6455 §8.1: text that is handed out in parts is judged all the same
client open delivery=frame
< 01 01 "a"
! chunk text "a"
< 00 02 "b" ff
> 88 a2 %mask 03ef "invalid start byte at position 2"
< eof
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
