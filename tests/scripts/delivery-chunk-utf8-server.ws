# RFC 6455 §8.1: what is handed out in chunks ends where the text stops being UTF-8
server open delivery=chunk
< 81 83 00000000 "ab" ff
! chunk text "ab"
> 88 22 03ef "invalid start byte at position 2"
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
