# RFC 7692 §6.1: control frames between ours are not compressed
client open deflate=""
begin always text
part 100*"a"
> deflated begin text 100*"a"
ping 100*"a"
> 89 e4 %mask 100*"a"
pong 100*"a"
> 8a e4 %mask 100*"a"
finish
> deflated finish
