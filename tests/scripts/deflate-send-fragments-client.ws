# RFC 7692 §7.2.1: RSV1 stands on the first frame of a compressed message
client open deflate=""
begin always text
part "Hello, "
> deflated begin text "Hello, "
part
> deflated part
part "W" c3
> deflated part "W" c3
part b6 "rld"
> deflated part b6 "rld"
finish
> deflated finish
send always text "Hello, Wörld"
> deflated text size=..12 "Hello, Wörld"
