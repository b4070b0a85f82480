# RFC 6455 §5.1: a server must close the connection when a frame is not masked
server open
< 81 05 "Hello"
> 88 13 03ea "incorrect masking"
> eof
! closed 1006 unclean sent=1002 cause=incorrect-masking
