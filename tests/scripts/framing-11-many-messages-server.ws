# RFC 6455 §5.6: many messages in one piece of input are many events
server open
< 1000*(81 81 00000000 "x")
! 1000*text "x"
