# RFC 1951 §3.2: runs shrink, other repetitions do not
server open deflate="" deflate-strategy=rle
send always text 200*"a"
> deflated text size=..20 200*"a"
send always text "The quick brown fox jumps over the lazy dog, twelve times." "The quick brown fox jumps over the lazy dog, twelve times."
> deflated text size=60.. "The quick brown fox jumps over the lazy dog, twelve times." "The quick brown fox jumps over the lazy dog, twelve times."
