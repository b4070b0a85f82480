# RFC 6455 §5.4: control frames may be sent between the fragments of a message
client open
begin text
part "a"
> 01 81 %mask "a"
ping "p"
> 89 81 %mask "p"
< 89 01 "q"
> 8a 81 %mask "q"
! ping "q"
finish
> 80 80 %mask
