# RFC 6455 §5.4: a message without fragments is one empty frame with its opcode
server open
begin text
finish
> 81 00
begin binary
finish
> 82 00
