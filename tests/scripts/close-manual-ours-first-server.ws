# The peer's answer to our close frame needs no further one
server open auto-close=off
close 1000
> 88 02 03e8
< 88 82 00000000 03e8
> eof
! closed 1000 clean sent=1000 cause=none order=sent-then-received
