# RFC 6455 §7.1.7: a client that fails the connection does not wait for ever for its end
client open
< 83 00
> 88 90 %mask 03ea "invalid opcode"
wants-read on
@ +10s
> eof
! closed 1006 unclean sent=1002 cause=invalid-opcode
