# RFC 6455 §5.5.1: after our close frame no more messages are sent
client open
close 1000
> 88 82 %mask 03e8
send text "a"
err not-open
begin text
err not-open
< 88 02 03e8
< eof
> eof
! closed 1000 clean
send binary 00
err not-open
ping "a"
err not-open
pong "a"
err not-open
