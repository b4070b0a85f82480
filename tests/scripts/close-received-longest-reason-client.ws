# RFC 6455 §5.5: a reason may have 123 bytes
client open
< 88 7d 03e8 123*"r"
> 88 fd %mask 03e8 123*"r"
< eof
> eof
! closed 1000 clean
