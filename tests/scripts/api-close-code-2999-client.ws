# RFC 6455 §7.4: code 2999 must not be sent, and the connection stays open
client open
close 2999
err invalid-close-code
send text "a"
> 81 81 %mask "a"
