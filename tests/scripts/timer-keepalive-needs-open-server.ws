# RFC 6455 §4.2.2: there are no pings before the connection is open
server ping-interval=2s
@ +9s
@ +1s
> eof
! closed 1006 unclean cause=open-timeout
