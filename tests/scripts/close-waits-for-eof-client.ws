# RFC 6455 §7.1.1: after the closing handshake a client waits for the server to end the stream, for
# a while
client open
< 88 02 03e8
> 88 82 %mask 03e8
wants-read on
@ +9s
@ +1s
> eof
! closed 1000 clean sent=1000
wants-read off
