# RFC 6455 §7.4.1: closing inside a message of ours leaves it incomplete, which is no normal closure
# (1011)
server open
begin text
part "a"
> 01 01 "a"
close 1000
> 88 21 03f3 "close during fragmented message"
< 88 82 00000000 03f3
> eof
! closed 1011 clean sent=1011 order=sent-then-received
