# RFC 9110 §5.5: NUL is dangerous in a header
client header="X: a\x00b"
err invalid-header
