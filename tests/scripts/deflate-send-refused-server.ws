# RFC 7692 §7.2.1: what was refused was not compressed, and is not referred to
server open deflate="" max-buffered=200
block
send always text "The quick brown fox jumps over the lazy dog, twelve times."
send always binary 300*"ab"
err would-block
unblock
> deflated text "The quick brown fox jumps over the lazy dog, twelve times."
send always binary 300*"ab"
> deflated binary 300*"ab"
begin always text
part "abcdefgh" ff
err invalid-utf8
part "abcdefgh"
> deflated begin text "abcdefgh"
send always text "x"
err message-in-progress
finish
> deflated finish
send always text "The quick brown fox jumps over the lazy dog, twelve times."
> deflated text size=..20 "The quick brown fox jumps over the lazy dog, twelve times."
