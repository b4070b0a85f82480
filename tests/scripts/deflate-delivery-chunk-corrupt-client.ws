# RFC 7692 §7.2.2: what is handed out in chunks ends where the data is not DEFLATE
client open deflate="" delivery=chunk
< 41 0d f2 48 cd c9 c9 d7 51 00 00 00 00 ff ff
! chunk text "Hello, "
< 80 08 00 02 00 fd ff "ab" 06
! chunk text "ab"
> 88 99 %mask 03ea "invalid compressed data"
< eof
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
