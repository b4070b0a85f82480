# RFC 6455 §5.4: the fragments of one message must not be mixed with another message
client open
begin text
part "a"
> 01 81 %mask "a"
send text "b"
err message-in-progress
begin binary
err message-in-progress
finish
> 80 80 %mask
send text "b"
> 81 81 %mask "b"
