# RFC 6455 §5.5.2: while the transport takes what we write, every ping is answered
server open
< 1000*(89 85 00000000 "hello")
> 1000*(8a 05 "hello")
! 1000*ping "hello"
