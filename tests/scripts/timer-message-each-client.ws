# RFC 6455 §10.4: the time is for each message
client open message-timeout=5s
< 01 01 "a"
@ +4s
< 80 01 "b"
! text "ab"
@ +100s
< 01 01 "c"
@ +4s
< 80 01 "d"
! text "cd"
