# RFC 6455 §5.4: a message must end before the next one begins
server open
< 01 81 00000000 "a"
< 81 81 00000000 "b"
> 88 1f 03ea "expected a continuation frame"
> eof
! closed 1006 unclean sent=1002 cause=expected-continuation
