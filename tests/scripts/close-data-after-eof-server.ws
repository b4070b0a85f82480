# RFC 6455 §7.1.5: nothing comes after the end of the stream
server open
< eof
> eof
! closed 1006 unclean cause=eof
< 81 81 00000000 "a"
< eof
@ +60s
