# RFC 6455 §3: a WebSocket URI has no fragment
client target=ws://example.com/chat#top
err invalid-target
