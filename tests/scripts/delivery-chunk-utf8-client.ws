# RFC 6455 §8.1: what is handed out in chunks ends where the text stops being UTF-8
client open delivery=chunk
< 81 03 "ab" ff
! chunk text "ab"
> 88 a2 %mask 03ef "invalid start byte at position 2"
< eof
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
