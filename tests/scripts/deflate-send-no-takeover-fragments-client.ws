# RFC 7692 §7.1.1: without context, frames of one message still refer to each other
client open deflate="client_no_context_takeover"
begin always text
part "The quick brown fox jumps over the lazy dog, twelve times."
> deflated begin text size=40.. "The quick brown fox jumps over the lazy dog, twelve times."
part "The quick brown fox jumps over the lazy dog, twelve times."
> deflated part size=..20 "The quick brown fox jumps over the lazy dog, twelve times."
finish
> deflated finish
