# RFC 7692 §7.2.1: any message can be compressed, the empty one too (§7.2.3.6)
server open deflate=""
send always text "x"
> deflated text "x"
send always text
> deflated text size=1..2
send always text
> deflated text size=1..2
send always binary ff
> deflated binary ff
