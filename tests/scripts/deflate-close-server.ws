# RFC 7692 §6.1: the close frame is not compressed, and the close is as without compression
server open deflate=""
send text 100*"a"
> deflated text size=..20 100*"a"
close 1000 "bye, bye, bye, bye, bye, bye"
> 88 1e 03e8 "bye, bye, bye, bye, bye, bye"
< c1 87 00000000 f2 48 cd c9 c9 07 00
! text "Hello"
< 88 82 00000000 03e8
> eof
! closed 1000 clean sent=1000 cause=none order=sent-then-received
