# RFC 6455 §10.4: a message in very many fragments is refused, though its bytes are few (code 1009)
server open
< 01 81 00000000 "x"
< 20000*(00 81 00000000 "x")
> 88 14 03f1 "too many fragments"
> eof
! closed 1006 unclean sent=1009 cause=too-many-fragments
