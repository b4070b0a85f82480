# RFC 6455 §3: the scheme is ws or wss
client target=ftp://example.com/chat
err invalid-target
