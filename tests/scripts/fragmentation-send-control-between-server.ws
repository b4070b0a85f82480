# RFC 6455 §5.4: control frames may be sent between the fragments of a message
server open
begin text
part "a"
> 01 01 "a"
ping "p"
> 89 01 "p"
< 89 81 00000000 "q"
> 8a 01 "q"
! ping "q"
finish
> 80 00
