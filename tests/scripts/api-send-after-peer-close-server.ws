# RFC 6455 §5.5.1: after the peer's close frame, which we echoed, no more messages are sent
server open
< 88 82 00000000 03e8
> 88 02 03e8
> eof
! closed 1000 clean
send text "a"
err not-open
