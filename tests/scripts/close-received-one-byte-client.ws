# RFC 6455 §5.5.1: the body of a close frame begins with a code of two bytes
client open
< 88 01 03
> 88 97 %mask 03ea "close frame too short"
< eof
> eof
! closed 1006 unclean sent=1002 cause=close-too-short
