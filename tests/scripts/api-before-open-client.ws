# RFC 6455 §4.1: nothing is sent before the connection is open
client
> %rest
accept
err no-request
send text "a"
err not-open
begin binary
err not-open
ping
err not-open
pong ""
err not-open
