# RFC 7692 §6.1: a close inside a compressed message of ours is not compressed either
server open deflate=""
begin always text
part 100*"a"
> deflated begin text 100*"a"
close 1000
> 88 21 03f3 "close during fragmented message"
< 88 82 00000000 03f3
> eof
! closed 1011 clean sent=1011
