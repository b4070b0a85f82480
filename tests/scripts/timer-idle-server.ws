# RFC 6455 §7.4.1: a connection without messages is closed (1001); messages in both directions count
server open idle-timeout=30s
@ +20s
< 81 81 00000000 "a"
! text "a"
@ +20s
send text "b"
> 81 01 "b"
@ +29s
@ +1s
> 88 0e 03e9 "idle timeout"
< 88 8e 00000000 03e9 "idle timeout"
> eof
! closed 1001 clean sent=1001 cause=idle-timeout order=sent-then-received
