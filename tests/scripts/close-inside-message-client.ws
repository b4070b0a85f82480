# RFC 6455 §5.4, §7.1.5: no data follows a close frame, so one inside a message leaves it
# incomplete; its code is the code of the connection all the same
client open
< 01 01 "a"
< 88 02 03e8
> 88 9f %mask 03ea "incomplete fragmented message"
< eof
> eof
! closed 1000 clean sent=1002 cause=incomplete-message order=received-then-sent
