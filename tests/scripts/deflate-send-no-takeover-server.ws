# RFC 7692 §7.1.1: without context, no message of ours refers to another
server open deflate="server_no_context_takeover"
send always text "The quick brown fox jumps over the lazy dog, twelve times."
> deflated text "The quick brown fox jumps over the lazy dog, twelve times."
send always text "The quick brown fox jumps over the lazy dog, twelve times."
> deflated text size=40.. "The quick brown fox jumps over the lazy dog, twelve times."
begin always text
part "The quick brown fox jumps over the lazy dog, twelve times."
> deflated begin text size=40.. "The quick brown fox jumps over the lazy dog, twelve times."
finish
> deflated finish
begin always text
part "The quick brown fox jumps over the lazy dog, twelve times."
> deflated begin text size=40.. "The quick brown fox jumps over the lazy dog, twelve times."
finish
> deflated finish
