# RFC 6455 §8.1: what is handed out in chunks ends where the text stops being UTF-8
client open deflate="" delivery=chunk
< 41 0d f2 48 cd c9 c9 d7 51 00 00 00 00 ff ff
! chunk text "Hello, "
< 80 05 4a 4c fa 0f 00
! chunk text "ab"
> 88 a2 %mask 03ef "invalid start byte at position 9"
< eof
> eof
! closed 1006 unclean sent=1007 cause=invalid-utf8
