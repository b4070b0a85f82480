# RFC 6455 §5.4: the fragments of a message are put together in order, empty ones too
client open
< 01 03 "Hel"
< 00 00
< 00 02 "lo"
< 80 00
! text "Hello"
