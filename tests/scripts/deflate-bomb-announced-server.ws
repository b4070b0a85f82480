# RFC 6455 §10.4: no compressed message within the limit has that length
server open deflate=""
< c2 ff 4000000000000000 00000000
> 88 45 03f1 "frame with 4611686018427387904 bytes exceeds limit of 1048576 bytes"
> eof
! closed 1006 unclean sent=1009 cause=message-too-big
