# RFC 6455 §5.4, §7.1.5: no data follows a close frame, so one inside a message leaves it
# incomplete; its code is the code of the connection all the same
server open
< 01 81 00000000 "a"
< 88 82 00000000 03e8
> 88 1f 03ea "incomplete fragmented message"
> eof
! closed 1000 clean sent=1002 cause=incomplete-message order=received-then-sent
