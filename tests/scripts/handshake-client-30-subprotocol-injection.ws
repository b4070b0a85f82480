# RFC 6455 §4.1: a subprotocol is a token
client subprotocol="chat\r\nX: y"
err invalid-subprotocol
