# RFC 7692 §6: whether a message is compressed is said by its first frame
server open deflate=""
begin binary
part 200*"ab"
> deflated begin binary size=..50 200*"ab"
part 200*"ab"
> deflated part size=..20 200*"ab"
finish
> deflated finish
