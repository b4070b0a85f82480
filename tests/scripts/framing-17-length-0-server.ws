# RFC 6455 §5.2: a payload may be empty
server open
< 81 80 00000000
! text
< 82 80 00000000
! binary
send text ""
> 81 00
send binary ""
> 82 00
