# RFC 6455 §5.5.3: a pong that nobody asked for needs no answer, however many come
server open
< 1000*(8a 80 00000000)
! 1000*pong latency=none
