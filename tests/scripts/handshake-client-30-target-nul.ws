# RFC 3986 §2: NUL is no part of a target
client target="ws://example.com/a\x00b"
err invalid-target
