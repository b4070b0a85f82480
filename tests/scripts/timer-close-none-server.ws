# RFC 6455 §7.1.1: without a closing timeout the answer may take any time
server open close-timeout=none
close 1000
> 88 02 03e8
@ +3600s
< 88 82 00000000 03e8
> eof
! closed 1000 clean
