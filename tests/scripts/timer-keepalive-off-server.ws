# RFC 6455 §5.5.2: without an interval there are no pings
server open
@ +3600s
send text "a"
> 81 01 "a"
