# RFC 6455 §3, §4.1: the resource name and Host come from the URI; a default port is left out
client target=ws://example.com
> "GET / HTTP/1.1\r\nHost: example.com\r\n" %rest
