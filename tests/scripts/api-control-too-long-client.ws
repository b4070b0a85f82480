# RFC 6455 §5.5: a ping or pong has at most 125 bytes
client open
ping 126*"p"
err control-too-long
pong 126*"p"
err control-too-long
ping 125*"p"
> 89 fd %mask 125*"p"
