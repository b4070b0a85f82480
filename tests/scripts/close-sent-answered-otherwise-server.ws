# RFC 6455 §7.1.5: the code of the connection is the peer's
server open
close 1000
> 88 02 03e8
< 88 83 00000000 0fa1 "x"
> eof
! closed 4001 clean sent=1000 reason="x" order=sent-then-received
