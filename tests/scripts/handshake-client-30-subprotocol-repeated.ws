# RFC 6455 §4.1: the subprotocols that a client offers are unique
client subprotocol=chat subprotocol=chat
err invalid-subprotocol
