# RFC 9112 §3.2: a request has one Host
client header="Host: example.org"
err invalid-header
