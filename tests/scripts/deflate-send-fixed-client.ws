# RFC 1951 §3.2.6: a compressor without tables of its own
client open deflate="" deflate-strategy=fixed
send always binary 20000*"ab" 100*ff
> deflated binary 20000*"ab" 100*ff
send always text "Hello"
> deflated text size=..9 "Hello"
