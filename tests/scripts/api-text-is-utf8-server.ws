# RFC 6455 §8.1: text that is not UTF-8 is not sent
server open
send text ff
err invalid-utf8
send text "é"
> 81 02 "é"
