# RFC 6455 §5.6: many messages in one piece of input are many events
client open
< 1000*(81 01 "x")
! 1000*text "x"
