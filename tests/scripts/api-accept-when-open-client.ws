# RFC 6455 §4.2.2: only a request can be accepted or refused
client open
accept
err no-request
reject 404 "no"
err no-request
