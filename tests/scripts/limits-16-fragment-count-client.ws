# RFC 6455 §10.4: the limit on fragments is for each message, and control frames do not count
client open max-fragments=3
< 01 01 "a"
< 00 00
< 8a 00
! pong latency=none
< 80 01 "b"
! text "ab"
< 01 01 "c"
< 00 01 "d"
< 00 01 "e"
< 80 01 "f"
> 88 94 %mask 03f1 "too many fragments"
< eof
> eof
! closed 1006 unclean sent=1009 cause=too-many-fragments
