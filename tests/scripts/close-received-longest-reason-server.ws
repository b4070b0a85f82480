# RFC 6455 §5.5: a reason may have 123 bytes
server open
< 88 fd 00000000 03e8 123*"r"
> 88 7d 03e8 123*"r"
> eof
! closed 1000 clean
