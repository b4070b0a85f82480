# RFC 6455 §5.4: a message must end before the next one begins
client open
< 01 01 "a"
< 81 01 "b"
> 88 9f %mask 03ea "expected a continuation frame"
< eof
> eof
! closed 1006 unclean sent=1002 cause=expected-continuation
