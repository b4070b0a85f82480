# RFC 6455 §7.1.5: the code of the connection is the peer's
client open
close 1000
> 88 82 %mask 03e8
< 88 03 0fa1 "x"
< eof
> eof
! closed 4001 clean sent=1000 reason="x" order=sent-then-received
