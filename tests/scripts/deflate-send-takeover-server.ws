# RFC 7692 §7.1.1: that the peer does without context does not mean that we do
server open deflate="client_no_context_takeover"
send always text "The quick brown fox jumps over the lazy dog, twelve times."
> deflated text "The quick brown fox jumps over the lazy dog, twelve times."
send always text "The quick brown fox jumps over the lazy dog, twelve times."
> deflated text size=..20 "The quick brown fox jumps over the lazy dog, twelve times."
