# RFC 7692 §7.1.1: that we do without context does not mean that the peer does
client open deflate="client_no_context_takeover"
< c1 07 f2 48 cd c9 c9 07 00
! text "Hello"
< c1 05 f2 00 11 00 00
! text "Hello"
