# RFC 6455 §7.4.1: a connection without messages is closed (1001); messages in both directions count
client open idle-timeout=30s
@ +20s
< 81 01 "a"
! text "a"
@ +20s
send text "b"
> 81 81 %mask "b"
@ +29s
@ +1s
> 88 8e %mask 03e9 "idle timeout"
< 88 0e 03e9 "idle timeout"
< eof
> eof
! closed 1001 clean sent=1001 cause=idle-timeout order=sent-then-received
