# RFC 9110 §5.5: no line can be smuggled into the request through User-Agent
client user-agent="a\r\nX: y"
err invalid-header
