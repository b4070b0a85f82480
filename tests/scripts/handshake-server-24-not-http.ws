# RFC 9112 §3: what does not begin with a request is not answered
server
< 16 03 01 00a5 0100 "\r\n\r\n"
> eof
! rejected - malformed-head
! closed 1006 unclean sent=none cause=malformed-head
