# RFC 6455 §10.4: the time is for each message
server open message-timeout=5s
< 01 81 00000000 "a"
@ +4s
< 80 81 00000000 "b"
! text "ab"
@ +100s
< 01 81 00000000 "c"
@ +4s
< 80 81 00000000 "d"
! text "cd"
