# RFC 6455 §7.1.5: nothing comes after the end of the stream
client open
< eof
> eof
! closed 1006 unclean cause=eof
< 81 01 "a"
< eof
@ +60s
