# RFC 9112 §2.2, §11.1: lines end in CR LF; a bare LF, which others may read otherwise, is refused
server
< "GET /chat HTTP/1.1\nHost: example.com\n\n"
> eof
! rejected - malformed-head
! closed 1006 unclean sent=none cause=malformed-head
