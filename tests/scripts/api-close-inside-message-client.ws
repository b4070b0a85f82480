# RFC 6455 §7.4.1: closing inside a message of ours leaves it incomplete, which is no normal closure
# (1011)
client open
begin text
part "a"
> 01 81 %mask "a"
close 1000
> 88 a1 %mask 03f3 "close during fragmented message"
< 88 02 03f3
< eof
> eof
! closed 1011 clean sent=1011 order=sent-then-received
