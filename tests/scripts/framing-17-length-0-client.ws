# RFC 6455 §5.2: a payload may be empty
client open
< 81 00
! text
< 82 00
! binary
send text ""
> 81 80 %mask
send binary ""
> 82 80 %mask
