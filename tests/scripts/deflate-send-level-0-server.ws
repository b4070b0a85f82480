# RFC 1951 §3.2.4: level 0 stores
server open deflate="" deflate-level=0 high-water=100000
send always text 100*"a"
> deflated text size=100.. 100*"a"
send always binary 70000*00
> deflated binary size=70000.. 70000*00
