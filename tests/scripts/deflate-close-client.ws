# RFC 7692 §6.1: the close frame is not compressed, and the close is as without compression
client open deflate=""
send text 100*"a"
> deflated text size=..20 100*"a"
close 1000 "bye, bye, bye, bye, bye, bye"
> 88 9e %mask 03e8 "bye, bye, bye, bye, bye, bye"
< c1 07 f2 48 cd c9 c9 07 00
! text "Hello"
< 88 02 03e8
< eof
> eof
! closed 1000 clean sent=1000 cause=none order=sent-then-received
