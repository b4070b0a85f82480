# RFC 6455 §5.5.1, §7.1.1: a close frame is echoed; the server ends the stream first
client open
< 88 02 03e8
> 88 82 %mask 03e8
< eof
> eof
! closed 1000 clean sent=1000 cause=none order=received-then-sent
