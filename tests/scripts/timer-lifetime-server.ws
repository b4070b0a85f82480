# A lifetime ends a connection whatever goes over it
server open lifetime=60s ping-interval=none
@ +59s
< 81 81 00000000 "x"
! text "x"
@ +1s
> 88 0f 03e9 "lifetime over"
< 88 82 00000000 03e9
> eof
! closed 1001 clean sent=1001 cause=lifetime-timeout order=sent-then-received
