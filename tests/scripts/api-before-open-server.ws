# RFC 6455 §4.2.2: nothing is sent before the connection is open
server
accept
err no-request
send text "a"
err not-open
begin text
err not-open
ping
err not-open
pong ""
err not-open
