# RFC 1951 §3.2: without a search for repetitions only frequent bytes shrink
client open deflate="" deflate-strategy=huffman-only
send always text "The quick brown fox jumps over the lazy dog, twelve times." "The quick brown fox jumps over the lazy dog, twelve times."
> deflated text size=60.. "The quick brown fox jumps over the lazy dog, twelve times." "The quick brown fox jumps over the lazy dog, twelve times."
send always text 200*"a"
> deflated text size=20..200 200*"a"
