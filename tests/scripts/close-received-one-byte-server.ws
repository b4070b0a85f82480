# RFC 6455 §5.5.1: the body of a close frame begins with a code of two bytes
server open
< 88 81 00000000 03
> 88 17 03ea "close frame too short"
> eof
! closed 1006 unclean sent=1002 cause=close-too-short
