# RFC 6455 §3, §4.1: the resource name and Host come from the URI; a default port is left out
client target=ws://[2001:db8::1]:8080/a%20b
> "GET /a%20b HTTP/1.1\r\nHost: [2001:db8::1]:8080\r\n" %rest
