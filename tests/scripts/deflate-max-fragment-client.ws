# RFC 6455 §5.4: a message is cut into frames, an exact fit too, and never an empty one
client open max-fragment=3
send text "abcdef"
> 01 83 %mask "abc"
> 80 83 %mask "def"
send binary "abcd"
> 02 83 %mask "abc"
> 80 81 %mask "d"
send text "abc"
> 81 83 %mask "abc"
send text
> 81 80 %mask
send text "éé"
> 01 83 %mask "é" c3
> 80 81 %mask a9
