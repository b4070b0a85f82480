# RFC 7692 §7: both directions have a context of their own
server open deflate="" echo=on
< c1 8d 00000000 4a 4c 4a 4e 49 4d 4b cf 48 1c a4 34 00
! text 20*"abcdefgh"
> deflated text size=..40 20*"abcdefgh"
< c1 84 00000000 1a a5 01 00
! text 32*"abcdefgh" "ab"
> deflated text size=..20 32*"abcdefgh" "ab"
