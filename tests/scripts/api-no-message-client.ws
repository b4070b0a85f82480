# RFC 6455 §5.4: there is no fragment without a message
client open
part "a"
err no-message
finish
err no-message
begin text
part "a"
> 01 81 %mask "a"
finish
> 80 80 %mask
part "b"
err no-message
