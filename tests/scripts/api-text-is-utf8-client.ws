# RFC 6455 §8.1: text that is not UTF-8 is not sent
client open
send text ff
err invalid-utf8
send text "é"
> 81 82 %mask "é"
