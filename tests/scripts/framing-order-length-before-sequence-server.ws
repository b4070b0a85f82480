# RFC 6455 §5.2: of two mistakes in one header, the encoding of the length is judged before the
# place in a message
server open
< 80 fe 0005 00000000
> 88 1e 03ea "length not minimally encoded"
> eof
! closed 1006 unclean sent=1002 cause=length-not-minimal
