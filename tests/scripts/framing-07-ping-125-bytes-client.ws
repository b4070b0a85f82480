# RFC 6455 §5.5, §5.5.2: a ping of 125 bytes is answered with the same 125 bytes
client open
< 89 7d 125*"p"
> 8a fd %mask 125*"p"
! ping 125*"p"
