# RFC 6455 §5.7: the examples of the specification, as a server meets them
server open
< 81 85 37fa213d 7f9f4d5158
! text "Hello"
send text "Hello"
> 81 05 "Hello"
begin text
part "Hel"
> 01 03 "Hel"
part "lo"
> 00 02 "lo"
finish
> 80 00
send binary 256*00
> 82 7e 0100 256*00
send binary 30000*00
> 82 7e 7530 30000*00
