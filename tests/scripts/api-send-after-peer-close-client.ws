# RFC 6455 §5.5.1: after the peer's close frame, which we echoed, no more messages are sent
client open
< 88 02 03e8
> 88 82 %mask 03e8
send text "a"
err not-open
< eof
> eof
! closed 1000 clean
