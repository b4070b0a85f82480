# RFC 6455 §10.4: 2 MiB of zeros in 13 KB trip the limit before they are all there
client open deflate=""
< c2 7e 341a 62 18 1015*(05 a3 60 14 8c 82 51 30 0a 46 c1 28 18)
> 88 a6 %mask 03f1 "frame exceeds limit of 1048576 bytes"
< eof
> eof
! closed 1006 unclean sent=1009 cause=message-too-big
