# RFC 6455 §5.5, §5.5.2: a ping of 125 bytes is answered with the same 125 bytes
server open
< 89 fd 00000000 125*"p"
> 8a 7d 125*"p"
! ping 125*"p"
