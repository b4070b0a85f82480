# RFC 6455 §7.4: code 1004 must not be sent, and the connection stays open
server open
close 1004
err invalid-close-code
send text "a"
> 81 01 "a"
