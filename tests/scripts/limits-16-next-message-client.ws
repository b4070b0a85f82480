# RFC 6455 §10.4: each message has the whole limit
client open max-message=4
< 01 04 "aaaa"
< 80 00
! text "aaaa"
< 82 04 "bbbb"
! binary "bbbb"
