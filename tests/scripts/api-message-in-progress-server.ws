# RFC 6455 §5.4: the fragments of one message must not be mixed with another message
server open
begin text
part "a"
> 01 01 "a"
send text "b"
err message-in-progress
begin binary
err message-in-progress
finish
> 80 00
send text "b"
> 81 01 "b"
