# RFC 7692 §6.1: control frames between ours are not compressed
server open deflate=""
begin always text
part 100*"a"
> deflated begin text 100*"a"
ping 100*"a"
> 89 64 100*"a"
pong 100*"a"
> 8a 64 100*"a"
finish
> deflated finish
