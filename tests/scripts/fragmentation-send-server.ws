# RFC 6455 §5.4: the first fragment has the opcode, the others are continuations, the last one has
# FIN
server open
begin binary
part "a"
> 02 01 "a"
part "bc"
> 00 02 "bc"
finish
> 80 00
send text "d"
> 81 01 "d"
