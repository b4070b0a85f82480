# RFC 6455 §5.4: a message without fragments is one empty frame with its opcode
client open
begin text
finish
> 81 80 %mask
begin binary
finish
> 82 80 %mask
