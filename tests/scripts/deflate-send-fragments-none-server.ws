# RFC 7692 §7.2.3.6: a compressed message without any bytes is an empty block in the end
server open deflate=""
begin always binary
finish
> deflated binary
begin always text
part
> deflated begin text
finish
> deflated finish size=1..2
