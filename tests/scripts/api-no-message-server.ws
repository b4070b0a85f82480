# RFC 6455 §5.4: there is no fragment without a message
server open
part "a"
err no-message
finish
err no-message
begin text
part "a"
> 01 01 "a"
finish
> 80 00
part "b"
err no-message
