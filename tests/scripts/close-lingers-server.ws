# RFC 6455 §7.1.1: after the closing handshake a server still reads, until the client ends its
# stream
server open
< 88 82 00000000 03e8
> 88 02 03e8
> eof
! closed 1000 clean
wants-read on
< eof
wants-read off
