# RFC 7692 §6: what shrinks is compressed, what does not is sent as it is
server open deflate=""
send text 100*"ab"
> deflated text size=..30 100*"ab"
send text "x"
> 81 01 "x"
send binary
> 82 00
send always text 100*"ab"
> deflated text size=..20 100*"ab"
