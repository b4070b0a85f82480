# RFC 6455 §5.4: the fragments of a message are put together in order, empty ones too
server open
< 01 83 00000000 "Hel"
< 00 80 00000000
< 00 82 00000000 "lo"
< 80 80 00000000
! text "Hello"
