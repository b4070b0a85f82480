# RFC 7692 §6: what shrinks is compressed, what does not is sent as it is
client open deflate=""
send text 100*"ab"
> deflated text size=..30 100*"ab"
send text "x"
> 81 81 %mask "x"
send binary
> 82 80 %mask
send always text 100*"ab"
> deflated text size=..20 100*"ab"
