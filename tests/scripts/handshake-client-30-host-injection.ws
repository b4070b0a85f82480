# RFC 3986 §3.2.2: no line can be smuggled into the request through the host
client target="ws://exam\r\nple.com/"
err invalid-target
