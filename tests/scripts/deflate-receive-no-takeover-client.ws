# RFC 7692 §7.1.1: a message of a peer that does without context refers to nothing
client open deflate="server_no_context_takeover"
< c1 07 f2 48 cd c9 c9 07 00
! text "Hello"
< c1 07 f2 48 cd c9 c9 07 00
! text "Hello"
< c1 05 f2 00 11 00 00
> 88 99 %mask 03ea "invalid compressed data"
< eof
> eof
! closed 1006 unclean sent=1002 cause=invalid-compressed-data
