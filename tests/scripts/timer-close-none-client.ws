# RFC 6455 §7.1.1: without a closing timeout the answer may take any time
client open close-timeout=none
close 1000
> 88 82 %mask 03e8
@ +3600s
< 88 02 03e8
< eof
> eof
! closed 1000 clean
