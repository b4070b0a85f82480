# RFC 6455 §4.1, RFC 3986 §2: no line can be smuggled into the request through the target
client target="ws://example.com/a\r\nX: y"
err invalid-target
