# RFC 6455 §7.1.2: our close frame is answered; the server ends the stream first
server open
close 1000 "bye"
> 88 05 03e8 "bye"
< 88 85 00000000 03e8 "bye"
> eof
! closed 1000 clean sent=1000 cause=none reason="bye" order=sent-then-received
