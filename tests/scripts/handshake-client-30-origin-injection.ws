# RFC 6454 §7: no line can be smuggled into the request through the origin
client origin="https://example.com\r\nX: y"
err invalid-header
