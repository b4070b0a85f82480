# RFC 9110 §5.5: no line can be smuggled into the request through the value of a header
client header="X: a\r\nY: b"
err invalid-header
