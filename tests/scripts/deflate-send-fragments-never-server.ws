# RFC 7692 §6: a message that is not compressed has RSV1 on no frame
server open deflate=""
begin never text
part 100*"a"
> 01 64 100*"a"
finish
> 80 00
