# RFC 7692 §6: a message below the threshold is sent as it is, unless the application insists
client open deflate="" deflate-threshold=100
send text 99*"a"
> 81 e3 %mask 99*"a"
send text 100*"a"
> deflated text size=..20 100*"a"
send always text 99*"a"
> deflated text size=..20 99*"a"
