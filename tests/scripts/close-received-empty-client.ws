# RFC 6455 §5.5.1, §7.1.5: an empty close frame is echoed empty, and stands for 1005
client open
< 88 00
> 88 80 %mask
< eof
> eof
! closed 1005 clean sent=1005 reason="" order=received-then-sent
