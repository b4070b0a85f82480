# RFC 6455 §10.4: no compressed message within the limit has that length
client open deflate=""
< c2 7f 4000000000000000
> 88 c5 %mask 03f1 "frame with 4611686018427387904 bytes exceeds limit of 1048576 bytes"
< eof
> eof
! closed 1006 unclean sent=1009 cause=message-too-big
