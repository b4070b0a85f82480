# RFC 7692 §7.1.1: that we do without context does not mean that the peer does
server open deflate="server_no_context_takeover"
< c1 87 00000000 f2 48 cd c9 c9 07 00
! text "Hello"
< c1 85 00000000 f2 00 11 00 00
! text "Hello"
