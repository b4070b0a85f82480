# RFC 6455 §5.5.1, §7.1.5: an empty close frame is echoed empty, and stands for 1005
server open
< 88 80 00000000
> 88 00
> eof
! closed 1005 clean sent=1005 reason="" order=received-then-sent
