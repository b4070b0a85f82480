# RFC 6455 §7.1.1: a server does not read for ever after the closing handshake
server open
< 88 82 00000000 03e8
> 88 02 03e8
> eof
! closed 1000 clean
wants-read on
@ +10s
wants-read off
