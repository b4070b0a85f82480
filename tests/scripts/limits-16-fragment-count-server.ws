# RFC 6455 §10.4: the limit on fragments is for each message, and control frames do not count
server open max-fragments=3
< 01 81 00000000 "a"
< 00 80 00000000
< 8a 80 00000000
! pong latency=none
< 80 81 00000000 "b"
! text "ab"
< 01 81 00000000 "c"
< 00 81 00000000 "d"
< 00 81 00000000 "e"
< 80 81 00000000 "f"
> 88 14 03f1 "too many fragments"
> eof
! closed 1006 unclean sent=1009 cause=too-many-fragments
