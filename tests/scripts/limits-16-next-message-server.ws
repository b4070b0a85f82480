# RFC 6455 §10.4: each message has the whole limit
server open max-message=4
< 01 84 00000000 "aaaa"
< 80 80 00000000
! text "aaaa"
< 82 84 00000000 "bbbb"
! binary "bbbb"
