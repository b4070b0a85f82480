# RFC 6455 §5.3: a client masks each frame, empty ones too, with a key that it did not use before
client open
send text "a"
> 81 81 %mask "a"
send text "a"
> 81 81 %mask "a"
send binary ""
> 82 80 %mask
ping "a"
> 89 81 %mask "a"
