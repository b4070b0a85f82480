# RFC 6455 §7.4: code 0 must not be sent, and the connection stays open
server open
close 0
err invalid-close-code
send text "a"
> 81 01 "a"
