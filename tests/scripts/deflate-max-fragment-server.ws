# RFC 6455 §5.4: a message is cut into frames, an exact fit too, and never an empty one
server open max-fragment=3
send text "abcdef"
> 01 03 "abc"
> 80 03 "def"
send binary "abcd"
> 02 03 "abc"
> 80 01 "d"
send text "abc"
> 81 03 "abc"
send text
> 81 00
send text "éé"
> 01 03 "é" c3
> 80 01 a9
