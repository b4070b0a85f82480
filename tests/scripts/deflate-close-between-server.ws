# RFC 6455 §5.5.1: a close frame inside a compressed message ends it unfinished
server open deflate=""
< 41 82 00000000 f2 48
< 88 82 00000000 03e8
> 88 1f 03ea "incomplete fragmented message"
> eof
! closed 1000 clean sent=1002 cause=incomplete-message
