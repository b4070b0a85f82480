# RFC 6455 §5.4: the first fragment has the opcode, the others are continuations, the last one has
# FIN
client open
begin binary
part "a"
> 02 81 %mask "a"
part "bc"
> 00 82 %mask "bc"
finish
> 80 80 %mask
send text "d"
> 81 81 %mask "d"
