# RFC 6455 §5.5.3: a pong that nobody asked for needs no answer, however many come
client open
< 1000*(8a 00)
! 1000*pong latency=none
