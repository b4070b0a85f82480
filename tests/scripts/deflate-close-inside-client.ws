# RFC 7692 §6.1: a close inside a compressed message of ours is not compressed either
client open deflate=""
begin always text
part 100*"a"
> deflated begin text 100*"a"
close 1000
> 88 a1 %mask 03f3 "close during fragmented message"
< 88 02 03f3
< eof
> eof
! closed 1011 clean sent=1011
