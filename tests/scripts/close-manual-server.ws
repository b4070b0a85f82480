# RFC 6455 §5.5.1: an endpoint may finish what it sends before it answers a close frame
server open auto-close=off
< 88 85 00000000 03e8 "bye"
! closing 1000
send text "one more"
> 81 08 "one more"
close 1000 "done"
> 88 06 03e8 "done"
> eof
! closed 1000 clean sent=1000 reason="bye" cause=none order=received-then-sent
