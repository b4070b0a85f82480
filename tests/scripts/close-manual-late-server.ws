# Who does not answer a close frame in time is answered for, and what follows it counts for nothing
server open auto-close=off close-timeout=10s
< 88 82 00000000 03e8 89 80 00000000
! closing 1000
@ +9s
< 81 81 00000000 "x"
@ +1s
> 88 02 03e8
> eof
! closed 1000 clean sent=1000 cause=none order=received-then-sent
